import type { AwsFault } from '../engine/fault.ts'
import { record } from '../schema/schema.ts'
import type { OperationShape, Service } from '../schema/service.ts'

/** An HTTP request of an AWS client, whichever way it came. Header names are lower case. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** The HTTP answer to it. */
export interface WireResponse {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

/** One wire protocol, from the side of the server. */
export interface Codec {
  /** The operation a request names, and its input. Throws AWS's fault for what is no request of the service. */
  decode(service: Service, request: WireRequest): { readonly operation: string; readonly input: unknown }
  success(shape: OperationShape, output: object, requestId: string): WireResponse
  failure(service: Service, fault: AwsFault, requestId: string): WireResponse
}

/** What a service models of an error: its HTTP status, and the code it has in the query protocol. */
export interface Modelled {
  readonly status: number
  readonly queryCode: string | undefined
}

/** What goes out for a fault: the modelled status and query code where the service models the error, else the fault's own. */
export function modelled(service: Service, fault: AwsFault): Modelled {
  const { httpError, awsQueryError } = record(service.errorSchema(fault.code)?.getMergedTraits()) ?? {}
  const [code, status]: readonly unknown[] = Array.isArray(awsQueryError) ? awsQueryError : []
  const known = [httpError, status].find((one) => typeof one === 'number')
  return {
    status: known ?? fault.status,
    queryCode: typeof code === 'string' ? code : undefined,
  }
}
