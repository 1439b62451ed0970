import { isManifest, matrix } from '@windlass/simulation'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { kinds } from '../src/kinds.ts'
import { modules, orders } from './story.ts'

const manifests = parseAllDocuments(orders)
  .map((document): unknown => document.toJS())
  .filter(isManifest)
const kit = { kinds, manifests, others: [], edits: [], modules }

test.each(['Queue', 'Topic', 'Subscription'])('no crash at any call breaks a promise about a %s', async (kind) => {
  expect(await matrix(kit, kind, 'crash')).toEqual([])
})
