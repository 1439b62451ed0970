import { type Item, isItem } from '@windlass/core'
import { crdOf } from '@windlass/core/generate'
import type { Random } from '@windlass/core/time'
import { mutableFields } from '../campaign/field.ts'
import type { Manifest } from '../campaign/kit.ts'
import type { Controls } from '../run/contract.ts'
import type { Prepared } from '../run/fixtures.ts'
import { any, between, type Draw, deed, type Operator, type Parts } from './fault.ts'
import { after, errand, notDeleted, objectOf, once, told, user } from './people.ts'
import { edited } from './user.ts'

const extremes = [0, -1, 1, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1, -(2 ** 31)]

/** The same with every number replaced by an extreme one. */
function extreme(random: Random, value: unknown): unknown {
  if (typeof value === 'number') return extremes[Math.floor(random() * extremes.length)]
  if (Array.isArray(value)) return value.map((each) => extreme(random, each))
  if (!isItem(value)) return value
  return Object.fromEntries(Object.entries(value).map(([field, each]) => [field, extreme(random, each)]))
}

const numeric = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'object' && value !== null && Object.values(value).some(numeric))

/** Fields of the object with numbers that can be edited. */
function editable({ subject: { kind, manifest } }: Pick<Prepared, 'subject'>): readonly string[] {
  const root = crdOf(kind).spec.versions[0]?.schema.openAPIV3Schema
  const spec = isItem(root?.properties) && isItem(root.properties.spec) ? root.properties.spec.properties : undefined
  const whole = (field: string) => isItem(spec) && isItem(spec[field]) && spec[field].type === 'integer'
  return mutableFields(kind).filter((field) => numeric(manifest.spec[field]) || whole(field))
}

/** Numbers go to extremes: in an edit that is taken back, or in another object that goes again. */
function numbers(draw: Draw): Parts {
  const { random, prepared } = draw
  const { spec } = prepared.subject.manifest
  const fields = editable(prepared)
  const field = fields[Math.floor(random() * fields.length)]
  if (field === undefined)
    return passing(draw, 'with extreme numbers', (controls) => [sibling(controls, 'extreme', sized(random, spec))])
  const value = extreme(random, spec[field] ?? 1)
  return user(`sets ${field} to ${JSON.stringify(value)}`, (controls) =>
    edited(controls, field, value, objectOf(controls)?.spec?.[field] ?? null),
  )(draw)
}

const sized = (random: Random, spec: Item): Item =>
  Object.fromEntries(Object.entries(spec).map(([field, value]) => [field, extreme(random, value)]))

/** Another object of the kind. Where its spec has a name of its own, that is another one too. */
function sibling({ subject: { manifest } }: Pick<Controls, 'subject'>, name: string, spec: Item): Manifest {
  const own = typeof spec.name === 'string' ? { ...spec, name } : spec
  return { apiVersion: manifest.apiVersion, kind: manifest.kind, metadata: { name }, spec: own }
}

/** Other objects of the kind come, stay a while, and go. */
function passing(draw: Draw, what: string, of: (controls: Controls) => readonly Manifest[]): Parts {
  return errand(
    draw,
    `makes another object ${what}`,
    (controls) => controls.begun(),
    (controls) => visit(controls, of(controls), between(draw.random, 5000, 40_000)),
  )
}

/** An object that the API server refuses, or that the user does not find again, is none. */
async function visit(controls: Controls, manifests: readonly Manifest[], ms: number): Promise<void> {
  const { scene, subject } = controls
  const ignore = (error: unknown) => controls.note('user', `is refused: ${String(error)}`)
  for (const manifest of manifests) await scene.apply(manifest).catch(ignore)
  await after(controls, ms)
  for (const { metadata } of manifests) await scene.delete(subject.kind, metadata.name).catch(ignore)
  await once(controls, () => manifests.every(({ metadata }) => scene.get(subject.kind, metadata.name) === undefined))
}

/** Objects whose references lead nowhere, into another namespace, or to themselves. */
function dangling(draw: Draw): Parts {
  const { random, prepared } = draw
  const { kind } = prepared.subject
  const own = kind.references.find((reference) => reference.target().kind === kind.name)
  const ways = [{ name: 'nowhere' }, { namespace: 'elsewhere' }, ...(own === undefined ? [] : [undefined])]
  const way = ways[Math.floor(random() * ways.length)]
  const { spec } = prepared.subject.manifest
  return passing(draw, `whose references lead ${way === undefined ? 'in a circle' : 'nowhere'}`, (controls) => {
    if (way !== undefined) return [sibling(controls, 'dangling', misdirected(spec, way))]
    const path = own?.ref.split('.') ?? []
    return ['dangling-1', 'dangling-2'].map((name, place, all) =>
      sibling(controls, name, { ...spec, ...reaching(path, all[1 - place] ?? name) }),
    )
  })
}

/** The same with every reference changed. */
function misdirected(value: Item, way: Item): Item {
  const through = (each: unknown): unknown =>
    Array.isArray(each) ? each.map(through) : isItem(each) ? misdirected(each, way) : each
  return Object.fromEntries(
    Object.entries(value).map(([field, each]) => [
      field,
      field === 'from' && isItem(each) ? { ...each, ...way } : through(each),
    ]),
  )
}

/** A spec with nothing but a reference to an object of this name, at a path. */
function reaching([step = '', ...rest]: readonly string[], name: string): Item {
  const inner = rest.length === 0 ? { from: { name } } : reaching(rest, name)
  return { [step.replace('[]', '')]: step.endsWith('[]') || step.endsWith('Refs') ? [inner] : inner }
}

/** Kinds of which AWS takes any number with the same spec. */
const plentiful = ['VPC', 'ElasticIPAddress', 'RouteTable', 'SecurityGroup', 'AccessPoint', 'FileSystem']

/** Many objects of the kind come at once. Each becomes one AWS object, no more. */
function crowd(draw: Draw): Parts {
  const count = draw.prepared.subject.kind.name === 'AccessPoint' ? 100 : 20
  const names = Array.from({ length: count }, (_, place) => `many-${place}`)
  const parts = deed(draw, any, (controls) => {
    if (!controls.begun()) return false
    const { scene, subject } = controls
    const all = names.map((name) => scene.apply(sibling(controls, name, subject.manifest.spec)))
    told(
      controls,
      `makes ${count} more at once`,
      Promise.all(all).then(() => undefined),
    )
    return true
  })
  return (hit) => ({
    ...parts(hit),
    judge: ({ scene, subject, invariants }) => {
      for (const name of names) {
        const made = invariants.made(subject.kind, name)
        if (
          made > 1 + invariants.doubled(subject.kind, name) ||
          (made === 0 && scene.get(subject.kind, name) !== undefined)
        )
          invariants.breach('O-1', `${subject.kind.name} ${name} becomes one AWS object`, `${made} were made`)
      }
    },
  })
}

/** What users write into custom resources, and how many. */
export const inputFaults: readonly Operator[] = [
  {
    id: 'I2',
    says: 'the user sets numbers to extremes, and takes them back',
    exact: true,
    edits: true,
    suits: (act, prepared) => notDeleted(act) && act.scenario.start !== 'strange' && withNumbers(prepared),
    make: numbers,
  },
  {
    id: 'I3',
    says: 'the user makes another object whose references lead nowhere, into another namespace or in a circle',
    exact: true,
    edits: true,
    suits: (act, { subject }) => notDeleted(act) && subject.kind.references.length > 0 && refers(subject.manifest.spec),
    make: dangling,
  },
  {
    id: 'I4',
    says: 'the user makes 20 to 100 more objects of the kind in the same second',
    exact: false,
    edits: true,
    suits: (act, { subject }) => act.scenario.name === 'create' && plentiful.includes(subject.kind.name),
    make: crowd,
  },
]

const withNumbers = (prepared: Pick<Prepared, 'subject'>) =>
  numeric(prepared.subject.manifest.spec) || editable(prepared).length > 0
const refers = (spec: Item) => JSON.stringify(spec).includes('"from":')
