import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Item, Kind } from '@windlass/core'
import { isManifest, type Manifest, subjectOf } from '@windlass/simulation'
import { Stage } from '@windlass/testing'
import { parseAllDocuments } from 'yaml'

const folder = join(import.meta.dirname, '../../../examples')

const examples = (): readonly Manifest[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')))
    .map((document): unknown => document.toJS())
    .filter(isManifest)

interface Named {
  readonly id: string
}

const text = (manifests: readonly Manifest[]) => manifests.map((each) => `---\n${JSON.stringify(each)}\n`).join('')

/** Ends and is followed by another, as a process in a cluster does. */
export interface Successive {
  /** Ends the process that runs, as a crash does. */
  kill(): void
  /** Starts another one if none runs. */
  revive(): void
}

/** The controller processes of a stage, one after the other; the first is started. */
export function successive(stage: Stage): Successive {
  let actor = stage.start()
  return {
    kill: () => actor.kill(),
    revive: () => {
      if (actor.over) actor = stage.start()
    },
  }
}

/**
 * A stage on which everything that the example of a kind needs is in sync, and the example itself is not applied yet. `made`
 * answers the AWS objects of that kind that have come since and are not dead, `most` how many there ever were at a time.
 */
export async function awaiting(all: readonly Kind[], name: string) {
  const kit = { kinds: all, manifests: examples(), others: [], edits: [] }
  const { kind, kinds, manifest: subject, company } = subjectOf(kit, name)
  const stage = await Stage.open({ kinds })
  const processes = successive(stage)
  await stage.apply(text(company))
  for (const each of company) await stage.synced(each.kind, each.metadata.name)
  await stage.clock.advance(5000)
  const items = () =>
    Object.values(stage.aws.at().tables).flatMap((table) => table.all().map((row): Item & Named => ({ ...row })))
  const before = new Set(items().map(({ id }) => id))
  const made = () =>
    items()
      .filter((item) => item[kind.id.member] === item.id && !before.has(item.id) && kind.state(item).is !== 'gone')
      .map(({ id }) => id)
  const heard: (() => void)[] = []
  let most = 0
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (...call) => {
    try {
      return await invoke(...call)
    } finally {
      most = Math.max(most, made().length)
      if (`${call[1]}Command` === kind.create.name) for (const task of heard.splice(0)) task()
    }
  }
  return {
    stage,
    kind,
    subject,
    company,
    processes,
    made,
    most: () => most,
    apply: () => stage.apply(text([subject])),
    id: async () => (await stage.get(kind.name, subject.metadata.name))?.status?.[kind.id.field],
    /** Does something once, right after the next create has been answered and before the answer arrives, if it does. */
    onCreate: (task: () => void) => heard.push(task),
  }
}
