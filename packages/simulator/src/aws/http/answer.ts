import { AwsFault } from '../engine/fault.ts'
import { operations, type Service } from '../schema/schema.ts'
import { scopeOf } from '../world/credential.ts'
import type { AwsWorld } from '../world/world.ts'
import { decodeQuery, encodeQuery, encodeQueryError } from './query.ts'
import { decodeRest, encodeRest, encodeRestError, routeRest } from './rest.ts'

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

function serviceOf(request: WireRequest): Service {
  const named = scopeOf(request.headers.authorization)?.service
  if (named === 'elasticfilesystem' || request.path.startsWith('/2015-02-01')) return 'efs'
  return named === 'sts' || request.body.includes('Version=2011-06-15') ? 'sts' : 'ec2'
}

function decode(service: Service, request: WireRequest): { operation: string; input: unknown } {
  if (service === 'efs') {
    const route = routeRest('efs', request.method, request.path)
    if (!route)
      throw new AwsFault('UnknownOperationException', `${request.method} ${request.path} is no operation`, 404)
    return { operation: route.shape.name, input: decodeRest(route, request.query, request.body) }
  }
  const body = new URLSearchParams(request.method === 'GET' ? request.query : request.body)
  const operation = body.get('Action') ?? ''
  const shape = operations[service].get(operation)
  if (!shape) throw new AwsFault('InvalidAction', `The action ${operation} is not valid for this web service.`)
  return { operation, input: decodeQuery(shape, body, service === 'ec2' ? 'ec2' : 'query') }
}

function success(service: Service, operation: string, output: object, requestId: string): WireResponse {
  const shape = operations[service].get(operation)
  if (!shape) throw new AwsFault('InvalidAction', `The action ${operation} is not valid for this web service.`)
  if (service === 'efs') {
    const headers = { 'content-type': 'application/json', 'x-amzn-requestid': requestId }
    return { status: shape.http?.status ?? 200, headers, body: encodeRest(shape, output) }
  }
  const headers = { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId }
  return { status: 200, headers, body: encodeQuery(shape, output, requestId, service === 'ec2' ? 'ec2' : 'query') }
}

function failure(service: Service, fault: AwsFault, requestId: string): WireResponse {
  if (service === 'efs') {
    const { status, body } = encodeRestError('efs', fault)
    return {
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': fault.code, 'x-amzn-requestid': requestId },
      body,
    }
  }
  const body = encodeQueryError(fault, requestId, service === 'ec2' ? 'ec2' : 'query')
  return {
    status: fault.status,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
    body,
  }
}

/**
 * Answers one HTTP request of an AWS client: account from the access key, region and service from the credential scope.
 * Rejects only when there is to be no answer: `ConnectionLost`, or the signal's reason.
 */
export async function answer(world: AwsWorld, request: WireRequest, signal?: AbortSignal): Promise<WireResponse> {
  const scope = scopeOf(request.headers.authorization)
  const service = serviceOf(request)
  try {
    const account = world.credentials.account(scope?.accessKey ?? '', world.account)
    const { operation, input } = decode(service, request)
    const output = await world.invoke(service, operation, Object(input), {
      account,
      region: scope?.region ?? world.region,
      signal,
      userAgent: request.headers['user-agent'],
    })
    return success(service, operation, output, world.newRequestId())
  } catch (error) {
    if (error instanceof AwsFault) return failure(service, error, error.$metadata.requestId || world.newRequestId())
    throw error
  }
}
