import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { kinds as ec2 } from '@windlass/ec2'
import { kinds as efs } from '@windlass/efs'
import { Stage } from '@windlass/testing'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'

const folder = import.meta.dirname
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .sort()

interface Named {
  readonly kind: string
  readonly metadata: { readonly name: string }
}
const objectsOf = (file: string): readonly Named[] =>
  parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS())

test.each(files)('%s, applied after the ones before it, is in sync', async (file) => {
  const stage = await Stage.open({ kinds: [...ec2, ...efs] })
  const applied = files.slice(0, files.indexOf(file) + 1)
  for (const each of applied) await stage.apply(readFileSync(join(folder, each), 'utf8'))
  const controller = stage.start()
  for (const { kind, metadata } of objectsOf(file)) await stage.synced(kind, metadata.name)
  await controller.stop()
})

test('all examples can be deleted at once, and nothing is left in AWS', async () => {
  const stage = await Stage.open({ kinds: [...ec2, ...efs] })
  const objects = files.flatMap(objectsOf)
  for (const file of files) await stage.apply(readFileSync(join(folder, file), 'utf8'))
  const controller = stage.start()
  for (const { kind, metadata } of objects) await stage.synced(kind, metadata.name)
  for (const { kind, metadata } of objects) await stage.delete(kind, metadata.name)
  await stage.until(async () => {
    const left = await Promise.all(objects.map(({ kind, metadata }) => stage.get(kind, metadata.name)))
    return left.every((object) => object === undefined)
  })
  await controller.stop()
  const answer = await stage.aws.invoke('ec2', 'DescribeVpcs', { Filters: [{ Name: 'is-default', Values: ['false'] }] })
  expect(answer).toMatchObject({ Vpcs: [] })
})
