import { isManifest, matrix, sample } from '@windlass/simulation'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { kinds } from '../src/kinds.ts'
import { modules, orders } from './story.ts'

const manifests = parseAllDocuments(orders)
  .map((document): unknown => document.toJS())
  .filter(isManifest)
const kit = { kinds, manifests, others: [], edits: [], modules }

/** `CRASHES=every` plays every crash; else one in six. */
const one = process.env.CRASHES === 'every' ? 1 : sample

test('no crash at any call breaks a promise about a Queue', async () => {
  expect(await matrix(kit, 'Queue', 'crash', one)).toEqual([])
})
