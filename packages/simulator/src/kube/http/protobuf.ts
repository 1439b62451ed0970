import { compact, type Json, type JsonObject } from '../value/json.ts'
import { ApiError, badRequest } from '../value/status.ts'

interface Field {
  readonly name: string
  readonly kind: string
  readonly shape: 'one' | 'many' | 'map'
}
type Message = Readonly<Record<number, Field>>

/** `1:name 2:size:int`: field numbers, names and kinds of the published .proto files. `[]` repeats, `{}` maps from texts; a `count` of zero is unset. */
function message(source: string): Message {
  const fields = source
    .trim()
    .split(/\s+/)
    .map((part): [number, Field] => {
      const [number = '', name = '', kind = 'string'] = part.split(':')
      const shape = kind.endsWith('[]') ? 'many' : kind.endsWith('{}') ? 'map' : 'one'
      return [Number(number), { name, kind: shape === 'one' ? kind : kind.slice(0, -2), shape }]
    })
  return Object.fromEntries(fields)
}

const messages: Readonly<Record<string, Message>> = {
  ObjectMeta: message(
    '1:name 2:generateName 3:namespace 4:selfLink 5:uid 6:resourceVersion 7:generation:count 8:creationTimestamp:time 9:deletionTimestamp:time 10:deletionGracePeriodSeconds:int 11:labels:string{} 12:annotations:string{} 13:ownerReferences:OwnerReference[] 14:finalizers:string[]',
  ),
  OwnerReference: message('1:kind 3:name 4:uid 5:apiVersion 6:controller:bool 7:blockOwnerDeletion:bool'),
  'v1/Namespace': message('1:metadata:ObjectMeta 2:spec:NamespaceSpec 3:status:NamespaceStatus'),
  NamespaceSpec: message('1:finalizers:string[]'),
  NamespaceStatus: message('1:phase'),
  'v1/ConfigMap': message('1:metadata:ObjectMeta 2:data:string{} 3:binaryData:bytes{} 4:immutable:bool'),
  'v1/Secret': message('1:metadata:ObjectMeta 2:data:bytes{} 3:type 4:stringData:string{} 5:immutable:bool'),
  'v1/Event': message(
    '1:metadata:ObjectMeta 2:involvedObject:ObjectReference 3:reason 4:message 5:source:EventSource 6:firstTimestamp:time 7:lastTimestamp:time 8:count:count 9:type 10:eventTime:microtime 11:series:EventSeries 12:action 13:related:ObjectReference 14:reportingComponent 15:reportingInstance',
  ),
  'events.k8s.io/v1/Event': message(
    '1:metadata:ObjectMeta 2:eventTime:microtime 3:series:EventSeries 4:reportingController 5:reportingInstance 6:action 7:reason 8:regarding:ObjectReference 9:related:ObjectReference 10:note 11:type 12:deprecatedSource:EventSource 13:deprecatedFirstTimestamp:time 14:deprecatedLastTimestamp:time 15:deprecatedCount:count',
  ),
  ObjectReference: message('1:kind 2:namespace 3:name 4:uid 5:apiVersion 6:resourceVersion 7:fieldPath'),
  EventSource: message('1:component 2:host'),
  EventSeries: message('1:count:count 2:lastObservedTime:microtime'),
  'coordination.k8s.io/v1/Lease': message('1:metadata:ObjectMeta 2:spec:LeaseSpec'),
  LeaseSpec: message(
    '1:holderIdentity 2:leaseDurationSeconds:int 3:acquireTime:microtime 4:renewTime:microtime 5:leaseTransitions:int 6:strategy 7:preferredHolder',
  ),
  'v1/DeleteOptions': message(
    '1:gracePeriodSeconds:int 2:preconditions:Preconditions 3:orphanDependents:bool 4:propagationPolicy 5:dryRun:string[]',
  ),
  Preconditions: message('1:uid 2:resourceVersion'),
  'authorization.k8s.io/v1/SelfSubjectAccessReview': message('1:metadata:ObjectMeta 2:spec:AccessReviewSpec'),
  AccessReviewSpec: message('1:resourceAttributes:ResourceAttributes 2:nonResourceAttributes:NonResourceAttributes'),
  ResourceAttributes: message('1:namespace 2:verb 3:group 4:version 5:resource 6:subresource 7:name'),
  NonResourceAttributes: message('1:path 2:verb'),
  'authorization.k8s.io/v1/SelfSubjectRulesReview': message('1:metadata:ObjectMeta 2:spec:RulesReviewSpec'),
  RulesReviewSpec: message('1:namespace'),
  'authentication.k8s.io/v1/SelfSubjectReview': message('1:metadata:ObjectMeta'),
}

const magic = Buffer.from('k8s\0')

/** Decodes a request body in Kubernetes' protobuf envelope. Throws 415 for kinds that have no known message. */
export function decodeProtobuf(bytes: Buffer): JsonObject {
  if (!bytes.subarray(0, 4).equals(magic)) throw badRequest('the body is not in the Kubernetes protobuf envelope')
  let [apiVersion, kind, raw]: [string, string, Buffer] = ['', '', Buffer.alloc(0)]
  for (const { number, value } of fieldsOf(bytes.subarray(4))) {
    if (number === 2 && Buffer.isBuffer(value)) raw = value
    if (number !== 1 || !Buffer.isBuffer(value)) continue
    for (const part of fieldsOf(value)) {
      if (part.number === 1) apiVersion = String(part.value)
      if (part.number === 2) kind = String(part.value)
    }
  }
  const known = kind === 'DeleteOptions' ? messages['v1/DeleteOptions'] : messages[`${apiVersion}/${kind}`]
  if (known === undefined)
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      `the simulated cluster reads no protobuf of ${apiVersion} ${kind}; send application/json`,
    )
  return { apiVersion, kind, ...decode(raw, known) }
}

interface Wire {
  readonly number: number
  readonly value: Buffer | bigint
}

function* fieldsOf(bytes: Buffer): Generator<Wire> {
  let at = 0
  const varint = (): bigint => {
    let [value, shift] = [0n, 0n]
    for (;;) {
      const byte = bytes[at++]
      if (byte === undefined) throw badRequest('the protobuf body ends early')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
      shift += 7n
    }
  }
  while (at < bytes.length) {
    const tag = Number(varint())
    const [number, type] = [tag >> 3, tag & 7]
    if (type === 0) yield { number, value: varint() }
    else if (type === 2) {
      const length = Number(varint())
      yield { number, value: bytes.subarray(at, at + length) }
      at += length
    } else throw badRequest(`the protobuf body has a field of wire type ${type}`)
  }
}

function decode(bytes: Buffer, shape: Message): JsonObject {
  const out: Record<string, Json> = {}
  const lists: Record<string, Json[]> = {}
  const maps: Record<string, Record<string, Json>> = {}
  for (const { number, value } of fieldsOf(bytes)) {
    const field = shape[number]
    if (field === undefined) continue
    if (field.shape === 'map') {
      const map = maps[field.name] ?? {}
      maps[field.name] = map
      entry(value, field, map)
    } else if (field.shape === 'many') {
      lists[field.name] = [...(lists[field.name] ?? []), single(value, field.kind) ?? '']
    } else {
      const read = single(value, field.kind)
      if (read !== undefined && read !== '') out[field.name] = read
    }
  }
  return compact({ ...out, ...lists, ...maps })
}

function entry(value: Buffer | bigint, field: Field, into: Record<string, Json>): void {
  if (!Buffer.isBuffer(value)) return
  let [key, read]: [string, Json] = ['', '']
  for (const part of fieldsOf(value)) {
    if (part.number === 1) key = String(part.value)
    if (part.number === 2) read = single(part.value, field.kind) ?? ''
  }
  into[key] = read
}

function single(value: Buffer | bigint, kind: string): Json | undefined {
  if (kind === 'count' && value === 0n) return undefined
  if (typeof value === 'bigint') return kind === 'bool' ? value !== 0n : Number(BigInt.asIntN(64, value))
  if (kind === 'string') return value.toString('utf8')
  if (kind === 'bytes') return value.toString('base64')
  if (kind === 'time' || kind === 'microtime') return time(value, kind)
  const shape = messages[kind]
  return shape === undefined ? undefined : decode(value, shape)
}

/** Nanoseconds are kept to the microsecond. An empty message is no time at all. */
function time(value: Buffer, kind: 'time' | 'microtime'): string | undefined {
  let [seconds, nanos] = [0n, 0n]
  for (const part of fieldsOf(value)) {
    if (typeof part.value !== 'bigint') continue
    if (part.number === 1) seconds = BigInt.asIntN(64, part.value)
    if (part.number === 2) nanos = part.value
  }
  if (value.length === 0 || seconds < 0n) return undefined
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19)
  return kind === 'time' ? `${whole}Z` : `${whole}.${String(nanos / 1000n).padStart(6, '0')}Z`
}
