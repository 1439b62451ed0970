import { createHash } from 'node:crypto'
import type { Item } from '@windlass/core'
import { KubeError } from '@windlass/core/kube'
import { type Random, seeded } from '@windlass/core/time'
import { saysSynced } from '../invariant/resource.ts'
import type { Act } from '../run/act.ts'
import type { Reference } from '../run/contract.ts'
import { run } from '../run/run.ts'
import { create, type Note, type Scenario } from '../run/scenario.ts'
import type { Scene } from '../run/scene.ts'
import type { Manifest } from './kit.ts'
import { misused, oneOf } from './misuse.ts'
import type { Script } from './script.ts'

/** A chain of specs, each given to the user's patience for a while, and the right one at its end. */
interface Walk {
  /** `settled`: the object is there; `ground`: the first spec of the chain is the one that it is made with. */
  readonly start: 'settled' | 'ground'
  readonly steps: readonly Step[]
  readonly goal: Item
  /** Whether the goal says everything that the way there has touched: then it must not matter which way it was. */
  readonly exact: boolean
}

interface Step {
  readonly spec: Item
  /** Virtual milliseconds until the next spec; `settled`: until it is in sync, or two minutes. */
  readonly pause: number | 'settled'
}

/** The name of a walk in plans: `walk 12`. */
export const walkName = (number: number) => `walk ${number}`

/** The number of the walk of this name; undefined when it is none. */
export function walkNumber(name: string): number | undefined {
  const found = /^walk (\d+)$/.exec(name)
  return found === null ? undefined : Number(found[1])
}

/** The walk of this number as an act, with the run that takes the direct way. Everything follows from kind and number. */
export async function walkOf(script: Script, number: number): Promise<Act> {
  const random = seeded(seedOf(script, number))
  for (let most = 3; ; most--) {
    const drawn = draw(random, script, most)
    const reference = await direct(script, drawn)
    // What is right alone may be wrong together: then with fewer edits, and with none at last.
    if (reference === undefined && most > 0) continue
    if (reference === undefined) throw new RangeError(`The example of ${script.subject.kind.name} does not come about.`)
    return {
      prepared: script,
      scenario: scenario(number, drawn),
      reference,
      limit: limit(script, drawn, reference),
      exact: drawn.exact,
    }
  }
}

function seedOf({ subject: { kind } }: Script, number: number): number {
  return createHash('sha256').update(`${kind.name}/${number}`).digest().readUInt32LE()
}

/** Nothing but the goal; undefined when it is not right. */
async function direct({ subject, fixtures }: Script, walk: Walk): Promise<Reference | undefined> {
  const straight = scenario(0, { ...walk, steps: [] })
  const calm = { seed: 1, troubles: [], processes: 1, latency: 0, exact: false }
  try {
    const result = await run({ subject, fixtures, scenario: straight, ...calm })
    return result.breaches.length > 0 ? undefined : result
  } catch (error) {
    if (error instanceof NotTaken) return undefined
    throw error
  }
}

/** O-15: how long (ms) the goal may take, whatever the way there has left under way. */
function limit({ acts }: Script, { steps }: Walk, reference: Reference): number {
  const longest = Math.max(reference.took, ...acts.map((act) => act.reference.took))
  return (steps.length + 1) * longest + sweep
}

const sweep = 75_000

function draw(random: Random, script: Script, most: number): Walk {
  const { manifest } = script.subject
  const start = random() < 0.25 ? 'ground' : 'settled'
  const goal: Record<string, unknown> = { ...manifest.spec }
  const here = script.acts.filter(({ prepared }) => prepared.subject === script.subject)
  const right = here.flatMap(({ scenario: { edit } }) => (edit === undefined ? [] : [edit]))
  if (start === 'settled')
    for (const { field, value } of right)
      if (most > 0 && random() < most / (right.length + 2)) goal[field] = random() < 0.2 ? shuffled(value) : value
  const touched = new Set<string>()
  const steps = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
    const spec = edited(random, script, start, touched)
    return { spec, pause: oneOf(random, [0, random() * 1500, 5000 + random() * 15_000, 'settled' as const]) }
  })
  const exact = [...touched].every((field) => field === 'tags' || goal[field] !== undefined)
  return { start, steps, goal, exact }
}

/** The example's spec with one to three fields changed, rightly or wrongly. */
function edited(random: Random, script: Script, start: Walk['start'], touched: Set<string>): Item {
  const { manifest } = script.subject
  const spec: Record<string, unknown> = { ...manifest.spec }
  const { edits, schema } = script
  for (let left = 1 + Math.floor(random() * 3); left > 0; left--) {
    const wild = edits.length === 0 || start === 'ground' || random() < 0.4
    const field = wild && random() < 0.5 ? oneOf(random, Object.keys(schema)) : oneOf(random, fieldsOf(script))
    const values = edits.find((edit) => edit.field === field)?.values ?? []
    if (random() < 0.15) delete spec[field]
    else spec[field] = wild || values.length === 0 ? misused(random, schema[field], spec[field]) : oneOf(random, values)
    touched.add(field)
  }
  return spec
}

const fieldsOf = ({ edits, schema }: Script): readonly string[] =>
  edits.length > 0 ? edits.map(({ field }) => field) : Object.keys(schema)

const shuffled = (value: unknown): unknown => (Array.isArray(value) ? [...value].reverse() : value)

function scenario(number: number, walk: Walk): Scenario {
  let anew = false
  return {
    ...create,
    name: walkName(number),
    start: walk.start,
    act: async (scene, subject, _before, note) => {
      const { kind, manifest } = subject
      const object = () => scene.get(kind, manifest.metadata.name)
      for (const { spec, pause } of walk.steps) {
        await given(scene, { ...manifest, spec }, note)
        if (pause === 'settled') await scene.clock.runUntil(() => synced(object()), 120_000)
        else await scene.clock.advance(pause)
      }
      const goal = { ...manifest, spec: walk.goal }
      if (await given(scene, goal, note)) return
      if (walk.steps.length === 0) throw new NotTaken(JSON.stringify(walk.goal))
      // What was made by mistake cannot be changed into what is right: the user does what the message says.
      anew = true
      await scene.delete(kind, manifest.metadata.name)
      await scene.clock.runUntil(() => object() === undefined, patience)
      await given(scene, goal, note)
    },
    free: () => anew,
  }
}

/** How long (ms) a user waits for a deletion. */
const patience = 1_800_000

/** The API server refuses what was taken for right. */
class NotTaken extends Error {
  override readonly name = 'NotTaken'
  readonly code = 'NotTaken'
}

const synced = (object: ReturnType<Scene['get']>) => object !== undefined && saysSynced(object)

/** What the API server refuses is no more than a sentence to the user. False when it does. */
async function given(scene: Scene, manifest: Manifest, note: Note): Promise<boolean> {
  note('user', `applies ${JSON.stringify(manifest.spec)}`)
  try {
    await scene.apply(manifest)
    return true
  } catch (error) {
    if (!(error instanceof KubeError)) throw error
    note('Kubernetes', `refuses: ${error.message}`)
    return false
  }
}
