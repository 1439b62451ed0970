import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import * as ec2Sdk from '@aws-sdk/client-ec2'
import * as efsSdk from '@aws-sdk/client-efs'
import { HttpResponse } from '@smithy/core/protocols'
import type { NormalizedSchema } from '@smithy/core/schema'
import type { HttpRequest } from '@smithy/types'
import { expect, test } from 'vitest'
import { ec2 } from '../ec2/service.ts'
import { efs } from '../efs/service.ts'
import { record } from '../schema/schema.ts'
import type { Service } from '../schema/service.ts'
import { decodeQuery, encodeQuery } from './query.ts'
import { decodeRest, encodeRest, routeRest } from './rest.ts'

const text = ' a <&> "é" 00123\ttrue '

/** A value that fills a schema to its full depth, cut where a structure contains itself. */
function fill(schema: NormalizedSchema, seen: readonly string[] = []): unknown {
  if (schema.isUnitSchema()) return {}
  if (schema.isStructSchema()) {
    const name = schema.getName() ?? ''
    if (seen.includes(name)) return {}
    return Object.fromEntries(
      [...schema.structIterator()]
        .map(([key, member]) => [key, fill(member, [...seen, name])])
        .filter(([, one]) => !empty(one)),
    )
  }
  if (schema.isListSchema()) {
    const one = fill(schema.getValueSchema(), seen)
    return empty(one) ? [] : [one, one]
  }
  if (schema.isBooleanSchema()) return true
  if (schema.isNumericSchema()) return 7
  if (schema.isTimestampSchema()) return new Date(Date.UTC(2026, 0, 2, 3, 4, 5))
  if (schema.isBlobSchema()) return new Uint8Array([0, 97, 255])
  return text
}

function empty(value: unknown): boolean {
  return (
    (Array.isArray(value) && value.length === 0) ||
    (record(value) !== undefined &&
      !(value instanceof Date) &&
      !(value instanceof Uint8Array) &&
      Object.keys(value as object).length === 0)
  )
}

interface Sent {
  input: unknown
}

type Client = { send(command: object): Promise<{ $metadata: unknown }> }
type Commands = Record<string, new (input: object) => object>

function client(
  Make: new (config: object) => object,
  respond: (request: HttpRequest) => { status: number; body: string },
): Client {
  const handler = {
    async handle(request: HttpRequest) {
      const { status, body } = respond(request)
      return {
        response: new HttpResponse({
          statusCode: status,
          headers: { 'content-type': 'text/xml' },
          body: new TextEncoder().encode(body),
        }),
      }
    },
  }
  return new Make({
    region: 'us-west-2',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: handler,
    maxAttempts: 1,
  }) as Client
}

async function differences(
  service: Service,
  sdk: object,
  Make: new (config: object) => object,
  respond: (request: HttpRequest, sent: Sent) => { status: number; body: string },
): Promise<string[]> {
  const sent: Sent = { input: undefined }
  const calls = client(Make, (request) => respond(request, sent))
  const wrong: string[] = []
  for (const shape of service.operations.values()) {
    const input = fill(shape.input) as object
    const Command = (sdk as Commands)[`${shape.name}Command`]!
    try {
      const { $metadata, ...output } = await calls.send(new Command(input))
      if (JSON.stringify(sent.input) !== JSON.stringify(input)) wrong.push(`${shape.name} input`)
      const expected = shape.http?.status === 204 ? {} : fill(shape.output)
      expect(output, shape.name).toEqual(expected)
    } catch (error) {
      wrong.push(`${shape.name}: ${error instanceof Error ? error.message.slice(0, 300) : error}`)
    }
  }
  return wrong
}

test('every EC2 operation reaches the simulator as the SDK sent it and comes back as it was answered', async () => {
  const wrong = await differences(ec2, ec2Sdk, ec2Sdk.EC2Client as never, (request, sent) => {
    const body = new URLSearchParams(String(request.body))
    const shape = ec2.operations.get(body.get('Action') ?? '')!
    sent.input = decodeQuery(shape, body, 'ec2')
    return { status: 200, body: encodeQuery(shape, fill(shape.output), 'r', 'ec2') }
  })
  expect(wrong).toEqual([])
  expect(ec2.operations.size).toBe(823)
})

test('every EFS operation reaches the simulator as the SDK sent it and comes back as it was answered', async () => {
  const wrong = await differences(efs, efsSdk, efsSdk.EFSClient as never, (request, sent) => {
    const route = routeRest(efs, request.method, request.path)!
    const query = new URLSearchParams()
    for (const [key, value] of Object.entries(request.query ?? {}))
      for (const one of Array.isArray(value) ? value : [value]) query.append(key, one ?? '')
    const body = request.body instanceof Uint8Array ? new TextDecoder().decode(request.body) : (request.body ?? '')
    sent.input = decodeRest(route, { query, headers: {}, body })
    return { status: route.shape.http?.status ?? 200, body: encodeRest(route.shape, fill(route.shape.output)) }
  })
  expect(wrong).toEqual([])
  expect(efs.operations.size).toBe(31)
})

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive)
  const members = record(value)
  if (!members) return value
  if (typeof members.$date === 'string') return new Date(members.$date)
  if (Array.isArray(members.$bytes)) return new Uint8Array(members.$bytes.map(Number))
  return Object.fromEntries(Object.entries(members).map(([key, one]) => [key, revive(one)]))
}

test('the requests of botocore, which shares no code with the SDK, are read as it meant them', () => {
  const file = gunzipSync(readFileSync(new URL('./fixtures/ec2.jsonl.gz', import.meta.url))).toString()
  const lines = file
    .split('\n')
    .map((line) => JSON.parse(line) as { operation: string; params: unknown; body: Record<string, string> })
  expect(lines.length).toBe(765)
  for (const { operation, params, body } of lines) {
    const shape = ec2.operations.get(operation)
    expect(decodeQuery(shape!, new URLSearchParams(body), 'ec2'), operation).toEqual(revive(params))
  }
})
