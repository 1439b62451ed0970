import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isItem } from '@windlass/core'
import type { Recording } from '@windlass/testing'
import { worlds } from './world.ts'

const folder = join(import.meta.dirname, '../../test/fixtures')

/** A recording without what a stage brings itself, the definitions, and without what nobody reads back, Events and leases. */
function compact({ cluster, ...rest }: Recording): Recording {
  if (!isItem(cluster) || !isItem(cluster.objects)) return { ...rest, cluster }
  const left = /customresourcedefinitions|events|leases/
  const kept = Object.entries(cluster.objects).filter(([storage]) => !left.test(storage))
  return { ...rest, cluster: { ...cluster, objects: Object.fromEntries(kept) } }
}

// What earlier versions recorded is what a later one must understand: it is recorded anew only for a world that none has yet.
for (const [name, record] of Object.entries(worlds))
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(compact(await record()))}\n`)
