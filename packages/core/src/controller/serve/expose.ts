import type { KubeClient } from '../../kube/client.ts'
import type { Observer } from '../../telemetry/observer.ts'
import type { Clock } from '../../time/clock.ts'
import type { Address } from '../program/parse.ts'
import { Access, type Admission } from './access.ts'
import type { PairFiles } from './certificate.ts'
import { type Page, plain, type Reply, type Served, serve } from './serve.ts'

/** How metrics are shown: to everybody, or over TLS to those whom the cluster lets GET the path. */
export interface Exposure {
  readonly at: Address
  readonly secure?: { readonly files?: PairFiles }
}

export interface ExposeOptions {
  readonly client: KubeClient
  readonly clock: Clock
  readonly observer: Observer
  /** Ends questions to the cluster. */
  readonly signal: AbortSignal
}

const path = '/metrics'

/** Serves the page of the metrics. Rejects as `serve` does. */
export function exposeMetrics(page: () => Promise<Reply>, exposure: Exposure, options: ExposeOptions): Promise<Served> {
  const { at, secure } = exposure
  if (secure === undefined) return serve('metrics-addr', at, { [path]: page })
  const { clock, observer } = options
  const failed = ({ message }: Error) =>
    observer.log({ level: 'error', message: `The certificate before stays in use: ${message}` })
  const pages = { [path]: guarded(page, new Access(options), options.signal) }
  return serve('metrics-addr', at, pages, { ...secure, clock, failed })
}

function guarded(page: () => Promise<Reply>, access: Access, signal: AbortSignal): Page {
  return async ({ authorization }) => {
    const admission = await access.judge(authorization, path, signal)
    return admission.is === 'admitted' ? await page() : refusal(admission)
  }
}

function refusal(refused: Exclude<Admission, { is: 'admitted' }>): Reply {
  const reply = { type: plain, body: `${refused.why}\n` }
  switch (refused.is) {
    case 'unknown':
      return { ...reply, status: 401, headers: { 'www-authenticate': 'Bearer realm="metrics"' } }
    case 'forbidden':
      return { ...reply, status: 403 }
    case 'unanswered':
      return { ...reply, status: 503 }
  }
}
