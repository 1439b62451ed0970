import { isRecord } from '@windlass/core/kube'
import { parse } from 'yaml'

/** A kubeconfig in which every user has this token instead of credentials. */
export function asAccount(kubeconfig: string, token: string): string {
  const config: unknown = parse(kubeconfig)
  if (!isRecord(config) || !Array.isArray(config.users)) throw new TypeError('This is no kubeconfig.')
  const users = config.users.filter(isRecord).map(({ name }) => ({ name, user: { token } }))
  return JSON.stringify({ ...config, users })
}
