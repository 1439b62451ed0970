import type { Address } from '../program/parse.ts'
import { plain, type Reply, type Served, serve } from './serve.ts'

/** What is asked of the process, by name: the answer says what is wrong, undefined that all is well. */
export type Checks = () => Promise<Readonly<Record<string, string | undefined>>>

/**
 * Serves `/healthz`, whether the process works at all, and `/readyz`, whether it can do its work. Both list every check,
 * in the form of the Kubernetes components, and answer 500 when one fails.
 */
export function serveHealth(at: Address, { live, ready }: { readonly live: Checks; readonly ready: Checks }) {
  return serve('healthz-addr', at, {
    '/healthz': async () => report('healthz', await live()),
    '/readyz': async () => report('readyz', await ready()),
  }) satisfies Promise<Served>
}

function report(name: string, checks: Readonly<Record<string, string | undefined>>): Reply {
  const entries = Object.entries(checks)
  const lines = entries.map(([check, wrong]) =>
    wrong === undefined ? `[+]${check} ok` : `[-]${check} failed: ${wrong}`,
  )
  const failed = entries.some(([, wrong]) => wrong !== undefined)
  return {
    status: failed ? 500 : 200,
    type: plain,
    body: `${[...lines, `${name} check ${failed ? 'failed' : 'passed'}`].join('\n')}\n`,
  }
}
