import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { kinds } from '../../src/index.ts'

const example = readFileSync(join(import.meta.dirname, '../../../../examples/02-network.yaml'), 'utf8')

interface Named {
  readonly kind: string
  readonly metadata: { readonly name: string }
}
const objects: readonly Named[] = parseAllDocuments(example).map((document) => document.toJS())
const creates = /^(Create(?!Tags|Route$)|Allocate)/

test.each([1, 2, 3, 4])(
  'two processes that both take themselves for the leader make one of each and leave none (seed %i)',
  async (seed) => {
    const stage = await Stage.open({ kinds, seed, aws: { latency: seed * 10 } })
    stage.start()
    await stage.clock.advance(seed * 7)
    stage.start()
    await stage.apply(example)
    for (const { kind, metadata } of objects) await stage.synced(kind, metadata.name)
    await stage.clock.advance(120_000)
    const made = stage.aws.journal.entries().filter(({ operation, error }) => creates.test(operation) && !error)
    expect(made).toHaveLength(objects.length)
    for (const { kind, metadata } of objects) await stage.delete(kind, metadata.name)
    for (const { kind, metadata } of objects) await stage.gone(kind, metadata.name)
    const { tables } = stage.aws.at()
    expect([tables.vpcs.size, tables.subnets.size, tables.addresses.size, tables.internetGateways.size]).toEqual([
      0, 0, 0, 0,
    ])
  },
)
