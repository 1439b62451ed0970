import { Buffer } from 'node:buffer'
import type { NormalizedSchema } from '@smithy/core/schema'
import { AwsFault, invalidValue } from '../engine/fault.ts'
import { hasTrait, record, trait } from '../schema/schema.ts'
import type { OperationShape, Service } from '../schema/service.ts'
import { type Codec, modelled } from './wire.ts'

/** The two flavours of the Query protocol: EC2's, and the plain one of STS and SNS. */
export type Dialect = 'ec2' | 'query'

type Tree = Map<string, Tree | string>

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function requestKey(dialect: Dialect, name: string, member: NormalizedSchema): string {
  if (dialect === 'query') return trait(member, 'xmlName') ?? name
  return trait(member, 'ec2QueryName') ?? capital(trait(member, 'xmlName') ?? name)
}

function plant(body: URLSearchParams): Tree {
  const root: Tree = new Map()
  for (const [key, value] of body) {
    if (key === 'Action' || key === 'Version') continue
    const parts = key.split('.')
    const last = parts.pop() ?? key
    let at = root
    for (const part of parts) {
      const next = at.get(part) ?? new Map()
      if (typeof next === 'string')
        throw new AwsFault('InvalidParameterCombination', `The parameter ${key} is given twice`)
      at.set(part, next)
      at = next
    }
    at.set(last, value)
  }
  return root
}

/** The request a form body states, typed by the schema. Throws `UnknownParameter` and `InvalidParameterValue` as AWS does. */
export function decodeQuery(shape: OperationShape, body: URLSearchParams, dialect: Dialect): unknown {
  return read(shape.input, plant(body), '', dialect)
}

function read(schema: NormalizedSchema, node: Tree | string, path: string, dialect: Dialect): unknown {
  if (schema.isStructSchema()) return readStruct(schema, node, path, dialect)
  if (schema.isListSchema()) return readList(schema, node, path, dialect)
  if (schema.isMapSchema()) return readMap(schema, node, path, dialect)
  if (typeof node !== 'string')
    throw new AwsFault('InvalidParameterValue', `Unexpected structure for parameter ${path}`)
  if (schema.isBooleanSchema()) {
    if (!/^(true|false|1|0)$/i.test(node)) throw invalidValue(path, node)
    return /^(true|1)$/i.test(node)
  }
  if (schema.isNumericSchema()) {
    if (!/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(node)) throw invalidValue(path, node)
    return Number(node)
  }
  if (schema.isTimestampSchema()) return new Date(node)
  if (schema.isBlobSchema()) return new Uint8Array(Buffer.from(node, 'base64'))
  return node
}

function readStruct(schema: NormalizedSchema, node: Tree | string, path: string, dialect: Dialect): object {
  const prefix = path === '' ? '' : `${path}.`
  if (typeof node === 'string') {
    if (node === '') return {}
    throw new AwsFault('InvalidParameterValue', `The parameter ${path} must be a structure`)
  }
  const out: Record<string, unknown> = {}
  const left = new Set(node.keys())
  for (const [name, member] of schema.structIterator()) {
    const key = requestKey(dialect, name, member)
    const one = node.get(key)
    if (one === undefined) continue
    out[name] = read(member, one, prefix + key, dialect)
    left.delete(key)
  }
  for (const key of left) throw new AwsFault('UnknownParameter', `The parameter ${prefix}${key} is not recognized`)
  return out
}

function readList(schema: NormalizedSchema, node: Tree | string, path: string, dialect: Dialect): unknown[] {
  const wrapped = dialect === 'query' && !hasTrait(schema, 'xmlFlattened')
  const inner =
    wrapped && typeof node !== 'string'
      ? (node.get(trait(schema.getValueSchema(), 'xmlName') ?? 'member') ?? node)
      : node
  if (inner === '') return []
  if (typeof inner === 'string') throw new AwsFault('InvalidParameterValue', `The parameter ${path} must be indexed`)
  const element = schema.getValueSchema()
  return [...inner.entries()]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([index, one]) => {
      if (!/^\d+$/.test(index))
        throw new AwsFault('UnknownParameter', `The parameter ${path}.${index} is not recognized`)
      return read(element, one, `${path}.${index}`, dialect)
    })
}

function readMap(schema: NormalizedSchema, node: Tree | string, path: string, dialect: Dialect): object {
  const inner = typeof node === 'string' || hasTrait(schema, 'xmlFlattened') ? node : (node.get('entry') ?? node)
  if (typeof inner === 'string') return {}
  const keyName = trait(schema.getKeySchema(), 'xmlName') ?? 'key'
  const valueName = trait(schema.getValueSchema(), 'xmlName') ?? 'value'
  return Object.fromEntries(
    [...inner.entries()].map(([index, entry]) => {
      const key = typeof entry === 'string' ? undefined : entry.get(keyName)
      const value = typeof entry === 'string' ? undefined : entry.get(valueName)
      if (typeof key !== 'string' || value === undefined)
        throw new AwsFault(
          'MissingParameter',
          `The parameter ${path}.${index} must have a ${keyName} and a ${valueName}`,
        )
      return [key, read(schema.getValueSchema(), value, `${path}.${index}.${valueName}`, dialect)]
    }),
  )
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
}

/** Text as XML content. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (char) => escapes[char] ?? char)
}

function write(schema: NormalizedSchema, value: unknown): string {
  if (schema.isStructSchema()) {
    const given = record(value) ?? {}
    let xml = ''
    for (const [name, member] of schema.structIterator()) {
      const one = given[name]
      if (one === undefined || one === null) continue
      const tag = trait(member, 'xmlName') ?? name
      if (member.isListSchema() && hasTrait(member, 'xmlFlattened') && Array.isArray(one))
        for (const each of one) xml += `<${tag}>${write(member.getValueSchema(), each)}</${tag}>`
      else xml += `<${tag}>${write(member, one)}</${tag}>`
    }
    return xml
  }
  if (schema.isListSchema()) {
    const element = schema.getValueSchema()
    const tag = trait(element, 'xmlName') ?? 'member'
    return Array.isArray(value) ? value.map((one) => `<${tag}>${write(element, one)}</${tag}>`).join('') : ''
  }
  if (schema.isMapSchema()) return writeMap(schema, value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return escapeXml(String(value))
}

function writeMap(schema: NormalizedSchema, value: unknown): string {
  const [key, one] = [schema.getKeySchema(), schema.getValueSchema()]
  const [keyTag, valueTag] = [trait(key, 'xmlName') ?? 'key', trait(one, 'xmlName') ?? 'value']
  return Object.entries(record(value) ?? {})
    .map(
      ([name, each]) =>
        `<entry><${keyTag}>${escapeXml(name)}</${keyTag}><${valueTag}>${write(one, each)}</${valueTag}></entry>`,
    )
    .join('')
}

const head = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** The XML body of a successful answer. */
export function encodeQuery(shape: OperationShape, value: unknown, requestId: string, dialect: Dialect): string {
  const { name, output, service } = shape
  const open = `${head}<${name}Response xmlns="${service.namespace}">`
  if (dialect === 'query')
    return `${open}<${name}Result>${write(output, value)}</${name}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`
  const body = output.isUnitSchema() ? '<return>true</return>' : write(output, value)
  return `${open}<requestId>${requestId}</requestId>${body}</${name}Response>`
}

function encodeError(service: Service, fault: AwsFault, requestId: string, dialect: Dialect): string {
  const code = modelled(service, fault).queryCode ?? fault.code
  const inner = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(fault.message)}</Message>`
  if (dialect === 'query')
    return `${head}<ErrorResponse xmlns="${service.namespace}"><Error><Type>${fault.status >= 500 ? 'Receiver' : 'Sender'}</Type>${inner}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`
  return `${head}<Response><Errors><Error>${inner}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
}

/**
 * AWS Query and EC2 Query: a form names the operation in `Action`, the answer is XML, and so is an error.
 * Source: Smithy, "AWS Query protocol" and "AWS EC2 Query protocol".
 */
export function queryCodec(dialect: Dialect): Codec {
  const headers = (requestId: string) => ({ 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId })
  return {
    decode(service, request) {
      const body = new URLSearchParams(request.method === 'GET' ? request.query : request.body)
      const operation = body.get('Action') ?? ''
      const shape = service.operations.get(operation)
      if (!shape) throw new AwsFault('InvalidAction', `The action ${operation} is not valid for this web service.`)
      return { operation, input: decodeQuery(shape, body, dialect) }
    },
    success: (shape, output, requestId) => ({
      status: 200,
      headers: headers(requestId),
      body: encodeQuery(shape, output, requestId, dialect),
    }),
    failure: (service, fault, requestId) => ({
      status: modelled(service, fault).status,
      headers: headers(requestId),
      body: encodeError(service, fault, requestId, dialect),
    }),
  }
}
