import * as ec2 from '@aws-sdk/client-ec2'
import * as efs from '@aws-sdk/client-efs'
import { seeded } from '@windlass/core/time'
import { afterEach, describe, expect, test } from 'vitest'
import { type Listener, listen } from '../../src/aws/http/listener.ts'
import { AwsWorld } from '../../src/aws/world/world.ts'
import { VirtualClock } from '../../src/time/virtual.ts'
import { fileSystems } from './efs.ts'
import { endpoints } from './endpoint.ts'
import { groups } from './group.ts'
import { networks } from './network.ts'
import type { Row, Table } from './row.ts'
import { subnets } from './subnet.ts'
import { tags } from './tag.ts'
import { vpcs } from './vpc.ts'
import { places } from './zone.ts'

const open: Listener[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

interface Client {
  send(command: object): Promise<unknown>
}
type Commands = Record<string, new (input: object) => object>

/** A client of AWS's own SDK that talks to a simulator over HTTP, and the time of that simulator. */
async function client({ service }: Table, { fresh = false, region = 'us-west-2' }: Row) {
  const clock = new VirtualClock()
  const listener = await listen(new AwsWorld({ clock, random: seeded(7), defaults: { defaultVpc: fresh } }))
  open.push(listener)
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' }
  const config = { endpoint: listener.url, region, credentials, maxAttempts: 1 }
  const calls = (service === 'ec2' ? new ec2.EC2Client(config) : new efs.EFSClient(config)) as Client
  const commands = (service === 'ec2' ? ec2 : efs) as unknown as Commands
  const send = async (call: string, input: object) =>
    calls.send(new (commands[`${call}Command`] as Commands[string])(input))
  return { clock, send }
}

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((one, key) => (one as Record<string, unknown> | undefined)?.[key], value)

/** The same value with `$name` replaced by what was kept under it; `$name(64)` is the first block of that length in it. */
function filled<T>(value: T, kept: Readonly<Record<string, string>>): T {
  const text = JSON.stringify(value).replace(/\$([a-z]+)(?:\((\d+)\))?/g, (_, name: string, length?: string) => {
    const found = kept[name]
    if (found === undefined) throw new Error(`nothing was kept as $${name}`)
    return length === undefined ? found : found.replace(/\/\d+$/, `/${length}`)
  })
  return JSON.parse(text) as T
}

async function play(table: Table, row: Row): Promise<void> {
  const { clock, send } = await client(table, row)
  const kept: Record<string, string> = {}
  for (const step of row.given ?? []) {
    if (typeof step === 'number') {
      await clock.advance(step * 1000)
      continue
    }
    const answer = await send(step.call, filled(step.input, kept))
    for (const [name, path] of Object.entries(step.keeps ?? {})) kept[name] = String(at(answer, path))
  }
  const call = send(row.call, filled(row.input, kept))
  if (row.refuses !== undefined) {
    const [name, message] = typeof row.refuses === 'string' ? [row.refuses] : filled(row.refuses, kept)
    await expect(call).rejects.toMatchObject({ name, ...(message === undefined ? {} : { message }) })
    return
  }
  const answer = parsed(await call)
  expect(answer).toMatchObject(filled(row.answers ?? {}, kept))
  for (const path of row.lacks ?? []) expect(at(answer, path), path).toBeUndefined()
}

/** A policy comes as text, whose layout is nobody's promise. */
function parsed(answer: unknown): unknown {
  const policy = at(answer, 'Policy')
  return typeof policy === 'string' ? { ...(answer as object), Policy: JSON.parse(policy) as unknown } : answer
}

const tables: Readonly<Record<string, Table>> = {
  vpcs,
  subnets,
  places,
  groups,
  networks,
  endpoints,
  tags,
  fileSystems,
}

describe.each(Object.entries(tables))('AWS about %s', (_, table) => {
  test.each(table.rows.map((row) => [row.says, row] as const))('%s', async (_says, row) => {
    await play(table, row)
  })
})

test('every row says what AWS answers and who says so', () => {
  const rows = Object.values(tables).flatMap((one) => one.rows)
  expect(rows.filter(({ answers, refuses }) => (answers === undefined) === (refuses === undefined))).toEqual([])
  expect(rows.filter(({ source }) => source.length < 10)).toEqual([])
  expect(new Set(rows.map(({ says }) => says)).size).toBe(rows.length)
})
