import type { NormalizedSchema } from '@smithy/core/schema'
import { AwsFault } from '../engine/fault.ts'
import { hasTrait, trait } from '../schema/schema.ts'
import type { OperationShape, Service } from '../schema/service.ts'
import { bodyOf, readDocument, writeDocument } from './document.ts'
import { type Codec, modelled, type WireRequest } from './wire.ts'

/** A REST operation found by method and path, with the values of its path labels. */
export interface Route {
  readonly shape: OperationShape
  readonly labels: Readonly<Record<string, string>>
}

function match(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('?')[0]?.split('/') ?? []
  const given = path.split('/')
  if (given.length !== wanted.length) return undefined
  const labels: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    const value = decodeURIComponent(given[i] ?? '')
    if (part.startsWith('{')) labels[part.slice(1, -1)] = value
    else if (part !== value) return undefined
  }
  return labels
}

/** The operation a method and path name, or undefined. A literal segment wins over a label. */
export function routeRest(service: Service, method: string, path: string): Route | undefined {
  let best: Route | undefined
  for (const shape of service.operations.values()) {
    if (shape.http?.method !== method) continue
    const labels = match(shape.http.path, path)
    if (labels && (!best || Object.keys(labels).length < Object.keys(best.labels).length)) best = { shape, labels }
  }
  return best
}

const malformed = (detail: string) => new AwsFault('BadRequest', detail, 400, { ErrorCode: 'BadRequest' })

const jsonName = (name: string, member: NormalizedSchema) => trait(member, 'jsonName') ?? name

const read = (member: NormalizedSchema, value: unknown) => readDocument(member, value, jsonName)

/** The request that labels, query, headers and JSON body state together, typed by the schema. Throws `BadRequest` when the body is no JSON object. */
export function decodeRest(
  route: Route,
  { query, headers, body }: Pick<WireRequest, 'query' | 'headers' | 'body'>,
): unknown {
  const json = bodyOf(body, malformed)
  const out: Record<string, unknown> = {}
  for (const [name, member] of route.shape.input.structIterator()) {
    const queryName = trait(member, 'httpQuery')
    const headerName = trait(member, 'httpHeader')?.toLowerCase()
    if (hasTrait(member, 'httpLabel')) out[name] = read(member, route.labels[name])
    else if (headerName !== undefined) {
      const given = headers[headerName]
      if (given !== undefined) out[name] = read(member, given)
    } else if (queryName !== undefined) {
      const given = query.getAll(queryName)
      if (given.length > 0)
        out[name] = member.isListSchema()
          ? given.map((one) => read(member.getValueSchema(), one))
          : read(member, given[0])
    } else {
      const one = json[jsonName(name, member)]
      if (one !== undefined && one !== null) out[name] = read(member, one)
    }
  }
  return out
}

/** The JSON body of a successful answer; empty for an operation without output. */
export function encodeRest(shape: OperationShape, value: unknown): string {
  if (shape.http?.status === 204 || shape.output.isUnitSchema()) return ''
  return JSON.stringify(writeDocument(shape.output, value, jsonName))
}

/**
 * REST with JSON bodies: method and path name the operation. What EFS says of an error in `ErrorCode` stands beside the code.
 * Source: Smithy, "AWS restJson1 protocol".
 */
export const restJson: Codec = {
  decode(service, request) {
    const route = routeRest(service, request.method, request.path)
    if (!route)
      throw new AwsFault('UnknownOperationException', `${request.method} ${request.path} is no operation`, 404)
    return { operation: route.shape.name, input: decodeRest(route, request) }
  },
  success: (shape, output, requestId) => ({
    status: shape.http?.status ?? 200,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
    body: encodeRest(shape, output),
  }),
  failure(service, fault, requestId) {
    const body = { ErrorCode: fault.code, ...fault.fields, Message: fault.message, message: fault.message }
    return {
      status: modelled(service, fault).status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': fault.code, 'x-amzn-requestid': requestId },
      body: JSON.stringify(body),
    }
  },
}
