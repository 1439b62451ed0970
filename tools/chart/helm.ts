import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** A chart of this repository: `ec2-controller/chart`. */
export const chart = (path: string): string => join(root, 'apps', path)

/** A program `helm`. */
export interface Helm {
  /** `v4.1.0` */
  readonly version: string
  readonly path: string
}

/**
 * The programs that charts are tried with: those that `$HELM` names, separated as in `$PATH`, else the installed one.
 * Says so when there is none.
 */
export function helms(): readonly Helm[] {
  const named = (process.env.HELM ?? '').split(delimiter).filter((path) => path !== '')
  const missing = named.find((path) => !existsSync(path))
  if (missing !== undefined) throw new Error(`$HELM names ${missing}, and there is no such file.`)
  const found = (named.length > 0 ? named : ['helm']).flatMap((path): Helm[] => {
    const { status, stdout } = spawnSync(path, ['version', '--template', '{{.Version}}'], { encoding: 'utf8' })
    return status === 0 ? [{ path, version: stdout.trim() }] : []
  })
  if (found.length === 0) console.log('skipped: helm is not installed, and $HELM names none; charts are not rendered')
  return found
}

/** Stands in for helm in the names of tests that are skipped. */
export const absent: Helm = { version: '(none)', path: '' }

/** What helm prints. Rejects with what it complains about. */
export function helm({ path }: Helm, args: readonly string[], values?: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, [...args, ...(values === undefined ? [] : ['--values', '-'])], { stdio: 'pipe' })
    let [out, complaints] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk
    })
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk
    })
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve(out) : reject(new Error(complaints))))
    child.stdin.end(JSON.stringify(values ?? {}))
  })
}

/** A chart rendered as if it were installed as `shop` into the namespace `network`. */
export const rendered = (
  program: Helm,
  path: string,
  values: object = {},
  ...more: readonly string[]
): Promise<string> =>
  helm(program, ['template', 'shop', chart(path), '--namespace', 'network', '--kube-version', '1.34', ...more], values)

/** The kinds of the Prometheus Operator, as a cluster has them. */
export const operator = [
  ...['--api-versions', 'monitoring.coreos.com/v1/ServiceMonitor'],
  ...['--api-versions', 'monitoring.coreos.com/v1/PrometheusRule'],
]
