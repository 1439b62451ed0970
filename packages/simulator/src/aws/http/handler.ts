import { HttpResponse } from '@smithy/core/protocols'
import type { HttpHandlerOptions, HttpRequest } from '@smithy/types'
import type { AwsWorld } from '../world/world.ts'
import { answer } from './answer.ts'

/** What SDK clients take as `requestHandler`. */
export interface SimulatorHandler {
  readonly metadata: { readonly handlerProtocol: string }
  handle(request: HttpRequest, options?: HttpHandlerOptions): Promise<{ response: HttpResponse }>
  updateHttpClientConfig(): void
  httpHandlerConfigs(): object
  destroy(): void
}

function text(body: unknown): string {
  if (body === undefined || body === null) return ''
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body)
}

function queryOf(request: HttpRequest): URLSearchParams {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(request.query ?? {}))
    for (const one of Array.isArray(value) ? value : [value]) query.append(key, one ?? '')
  return query
}

/**
 * A `requestHandler` that answers unmodified SDK clients in process, through the same wire codec as the HTTP listener. A client's
 * abort signal ends a call that hangs.
 */
export function requestHandler(world: AwsWorld): SimulatorHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request, options) {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([key, value]) => [key.toLowerCase(), value]),
      )
      const stop = new AbortController()
      const given = options?.abortSignal
      if (given?.aborted) stop.abort()
      else if (given) given.onabort = () => stop.abort()
      const reply = await answer(
        world,
        { method: request.method, path: request.path, query: queryOf(request), headers, body: text(request.body) },
        stop.signal,
      )
      const body = new TextEncoder().encode(reply.body)
      return { response: new HttpResponse({ statusCode: reply.status, headers: reply.headers, body }) }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  }
}
