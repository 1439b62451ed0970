import {
  KubeError,
  type KubeRequest,
  type KubeResponse,
  type KubeTransport,
  KubeUnreachable,
  type WatchEvent,
} from '@windlass/core/kube'
import type { Clock } from '@windlass/core/time'
import { text, toJson } from '../value/json.ts'
import type { Answer, ApiServer } from './answer.ts'
import type { ApiRequest } from './request.ts'

/** A `KubeTransport` that hands requests to the server directly. The bodies it returns are frozen and shared. */
export function transportOf(server: ApiServer, userAgent: string, clock: Clock): KubeTransport {
  return {
    async request(request: KubeRequest): Promise<KubeResponse> {
      await Promise.resolve()
      if (request.signal?.aborted) throw new KubeUnreachable('The request was given up before it was sent.')
      const answer = server.handle(translate(request, userAgent))
      // An HTTP date has whole seconds.
      const date = Math.floor(clock.now() / 1000) * 1000
      if ('body' in answer) return { status: answer.status, body: answer.body, date }
      answer.stream.close()
      throw new KubeError(400, 'BadRequest', 'A watch was sent as a plain request; open it with watch().')
    },
    watch(request: KubeRequest): AsyncIterable<WatchEvent> {
      return { [Symbol.asyncIterator]: () => watching(server, request, userAgent) }
    },
  }
}

async function* watching(server: ApiServer, request: KubeRequest, userAgent: string): AsyncGenerator<WatchEvent> {
  await Promise.resolve()
  const watch = { ...request, query: { ...request.query, watch: 'true' } }
  const answer: Answer = server.handle(translate(watch, userAgent))
  if ('body' in answer) {
    // Only what is not served at all is refused without a Status.
    if (typeof answer.body === 'string') throw new KubeError(answer.status, 'NotFound', answer.body.trim())
    throw new KubeError(answer.status, text(answer.body, 'reason'), text(answer.body, 'message'))
  }
  const { stream } = answer
  const stop = () => stream.close()
  if (request.signal?.aborted) stop()
  request.signal?.addEventListener('abort', stop, { once: true })
  try {
    yield* stream
  } finally {
    request.signal?.removeEventListener('abort', stop)
  }
}

function translate(request: KubeRequest, userAgent: string): ApiRequest {
  return {
    method: request.method,
    path: request.path,
    query: request.query ?? {},
    body: request.body === undefined ? undefined : toJson(request.body),
    contentType: request.contentType ?? 'application/json',
    accept: request.accept ?? 'application/json',
    userAgent,
  }
}
