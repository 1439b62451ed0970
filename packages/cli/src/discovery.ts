import { isItem, items } from '@windlass/core'
import { type KubeResponse, type KubeTransport, KubeUnreachable, refusal } from '@windlass/core/kube'
import type { Clock } from '@windlass/core/time'
import type { Kind } from './diagnosis/facts.ts'
import { Problem } from './problem.ts'

const suffix = '.services.k8s.aws'
const patience = 15_000

/** The way to the server. */
export interface Reach {
  readonly transport: KubeTransport
  readonly clock: Clock
  readonly signal: AbortSignal
}

/**
 * Every kind of AWS resources that the server serves, by API discovery. Rejects with `KubeError` and
 * `KubeUnreachable`.
 */
export async function discover(reach: Reach): Promise<readonly Kind[]> {
  const groups = items(member(await fetched(reach, '/apis'), 'groups'))
  const wanted = groups.flatMap((group) => {
    const name = word(group.name)
    const version = word(member(group.preferredVersion, 'version'))
    return name.endsWith(suffix) && version !== '' ? [{ name, version }] : []
  })
  const found = await Promise.all(
    wanted.map(async ({ name, version }) => {
      const list = await fetched(reach, `/apis/${name}/${version}`)
      return items(member(list, 'resources')).flatMap((resource) => kindOf(resource, name, version))
    }),
  )
  return found.flat()
}

function kindOf(resource: Readonly<Record<string, unknown>>, group: string, version: string): readonly Kind[] {
  const plural = word(resource.name)
  const kind = word(resource.kind)
  if (plural === '' || plural.includes('/')) return []
  const { shortNames } = resource
  return [
    {
      group,
      version,
      kind,
      plural,
      singular: word(resource.singularName) || kind.toLowerCase(),
      shortNames: Array.isArray(shortNames) ? shortNames.map(word) : [],
      namespaced: resource.namespaced === true,
    },
  ]
}

async function fetched(reach: Reach, path: string): Promise<unknown> {
  const { status, body } = await answered(reach, path)
  if (status < 200 || status > 299) throw refusal(status, body)
  return body
}

// The transport is told to stop, and is not waited for: a connection that hangs must not hang the command.
function answered({ transport, clock, signal }: Reach, path: string): Promise<KubeResponse> {
  return new Promise((resolve, reject) => {
    const attempt = new AbortController()
    const stop = (why: string) => {
      settle()
      attempt.abort()
      reject(new KubeUnreachable(`GET ${path} ${why}.`))
    }
    const interrupted = () => stop('was interrupted')
    const cancel = clock.after(patience, () => stop(`was not answered within ${patience / 1000} s`))
    const settle = () => {
      cancel()
      signal.removeEventListener('abort', interrupted)
    }
    if (signal.aborted) return interrupted()
    signal.addEventListener('abort', interrupted, { once: true })
    transport.request({ method: 'GET', path, signal: attempt.signal }).finally(settle).then(resolve, reject)
  })
}

/**
 * The kind that a person means: by its kind, plural, singular or short name, in any case, alone or followed by the
 * group or the beginning of it: `vpc`, `VPCs`, `vpcs.ec2`, `vpc.ec2.services.k8s.aws`. Throws `Problem`.
 */
export function kindNamed(said: string, kinds: readonly Kind[]): Kind {
  const [noun = '', ...rest] = said.toLowerCase().split('.')
  const group = rest.join('.')
  const matching = kinds.filter(
    (kind) => [kind.kind.toLowerCase(), kind.plural, kind.singular, ...kind.shortNames].includes(noun) && within(kind),
  )
  function within(kind: Kind): boolean {
    return group === '' || kind.group === group || kind.group.startsWith(`${group}.`)
  }
  const [first, second] = matching
  if (first !== undefined && second === undefined) return first
  if (first !== undefined)
    throw new Problem('NoSuchKind', `${said} can be ${matching.map(full).join(' or ')}: say which.`)
  if (kinds.length === 0)
    throw new Problem(
      'NoSuchKind',
      `The server has no kinds of *${suffix}: the custom resource definitions are not installed.`,
    )
  const names = [...new Set(kinds.map(({ kind }) => kind))].sort()
  throw new Problem('NoSuchKind', `The server has no kind ${said}. It has ${names.join(', ')}.`)
}

const full = ({ plural, group }: Kind) => `${plural}.${group}`
const word = (value: unknown) => (typeof value === 'string' ? value : '')
const member = (value: unknown, name: string) => (isItem(value) ? value[name] : undefined)
