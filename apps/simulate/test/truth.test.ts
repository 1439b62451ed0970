import { type Item, isItem, type Kind } from '@windlass/core'
import { crdOf } from '@windlass/core/generate'
import { type Fact, prepare, Scene, subjectOf, truths } from '@windlass/simulation'
import { expect, test } from 'vitest'
import { everything } from '../src/kit.ts'

const kit = everything()

/** One value in a spec, by its path, and two values that its schema allows. */
interface Leaf {
  readonly path: string
  readonly values: readonly [unknown, unknown]
}

const two: Readonly<Record<string, readonly [unknown, unknown]>> = {
  boolean: [true, false],
  integer: [1, 2],
  number: [1, 2],
  string: ['one', 'two'],
}

/** Every value that a spec may set, tags and references apart. */
function leaves(schema: unknown, path: string): readonly Leaf[] {
  if (!isItem(schema)) return []
  if (schema.type === 'array') return leaves(schema.items, `${path}[]`)
  if (!isItem(schema.properties)) return [{ path, values: two[String(schema.type)] ?? ['one', 'two'] }]
  return Object.entries(schema.properties)
    .filter(([member]) => member !== 'tags' && !/Refs?$/.test(member))
    .flatMap(([member, inner]) => leaves(inner, path === '' ? member : `${path}.${member}`))
}

const specOf = ({ name }: Kind) => {
  const kind = kit.kinds.find((one) => one.name === name)
  const root = kind && crdOf(kind).spec.versions[0]?.schema.openAPIV3Schema
  return isItem(root?.properties) ? root.properties.spec : undefined
}

/** A spec that says these values, whose lists have one element. */
function saying(values: readonly (readonly [path: string, value: unknown])[]): Item {
  const tops = [...new Set(values.map(([path]) => /^[^.[]+/.exec(path)?.[0] ?? ''))]
  return Object.fromEntries(
    tops.map((top) => {
      const own = values.filter(([path]) => path === top || path.startsWith(`${top}.`) || path.startsWith(`${top}[`))
      return [top, value(own.map(([path, one]) => [path.slice(top.length), one] as const))]
    }),
  )
}

function value(all: readonly (readonly [path: string, value: unknown])[]): unknown {
  const [[path, only] = ['', undefined]] = all
  if (path === '') return only
  if (path.startsWith('[]')) return [value(all.map(([each, one]) => [each.slice(2), one] as const))]
  return saying(all.map(([each, one]) => [each.slice(1), one] as const))
}

/** What the oracle compares of a spec in one field, as a text. */
function asked(fact: (spec: Item) => Fact, spec: Item, field: string): string {
  const found = fact(spec).compare(field, spec[field])
  return found.is === 'compared' ? (JSON.stringify(found.ask) ?? 'nothing') : found.is
}

test.each(kit.kinds)('$name: every value of its spec is looked up in the simulated AWS', async (kind) => {
  const truth = truths.find((one) => one.kind === kind.name)
  if (truth === undefined)
    expect.fail(`${kind.name} has no table in packages/simulation/src/truth: write one, and list it in truths.ts`)
  const { subject, fixtures } = await prepare(subjectOf(kit, kind.name))
  const scene = new Scene(subject, 1, fixtures.settled)
  const id = String(scene.get(kind, subject.manifest.metadata.name)?.status?.[kind.id.field])
  const place = scene.aws.at()
  const fact = (spec: Item) => truth.look(id, { place, spec }) ?? expect.fail(`${kind.name} has no ${id}`)
  const all = leaves(specOf(kind), '').filter(({ path }) => !(path in truth.hidden))
  const whole = all.map(({ path, values }) => [path, path.endsWith('ipProtocol') ? 'tcp' : values[0]] as const)
  const blind = all.filter(({ path, values }) => {
    const field = /^[^.[]+/.exec(path)?.[0] ?? ''
    const others = whole.filter(([each]) => each !== path)
    // Beside all others, or alone: some members count only where another one is not there.
    return [others, []].every((beside) => {
      const [one, other] = values.map((each) => asked(fact, saying([...beside, [path, each]]), field))
      return one === other
    })
  })
  expect(blind.map(({ path }) => path)).toEqual([])
  expect(kind.references.map(({ path }) => path).filter((path) => !(path in truth.names))).toEqual([])
  expect(Object.keys(truth.names).filter((path) => !kind.references.some((one) => one.path === path))).toEqual([])
  scene.aws.stop()
})
