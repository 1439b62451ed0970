import type { WatchStream } from '../storage/watch.ts'
import type { Json } from '../value/json.ts'
import type { ApiRequest } from './request.ts'

/** The answer to a request: an object or a text with its status, or a stream of watch events. */
export type Answer =
  | { readonly status: number; readonly body: Json; readonly warnings: readonly string[] }
  | { readonly status: 200; readonly stream: WatchStream }

/** Whoever answers requests. */
export interface ApiServer {
  handle(request: ApiRequest): Answer
}
