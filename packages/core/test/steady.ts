import { crdOf } from '../src/kind/crd/crd.ts'
import type { Kind } from '../src/kind/kind.ts'
import { type Item, items, text } from '../src/schema/json.ts'
import type { Schema } from '../src/schema/openapi.ts'
import { type Random, seeded } from '../src/time/random.ts'
import { refusals } from './admit.ts'

/** What the transition rules of a kind say against objects of its schema that stay as they are. */
export function trapped(kind: Kind, count: number): readonly string[] {
  const schema = transitions(crdOf(kind).spec.versions[0]?.schema.openAPIV3Schema ?? {})
  const random = seeded(1)
  const said = Array.from({ length: count }, () => {
    const object = some(schema, random)
    return refusals(schema, object, object)
  })
  return [...new Set(said.flat())]
}

/** The schema with no rules but those that compare an object with what it was. */
function transitions(schema: Schema): Schema {
  const rules = items(schema['x-kubernetes-validations']).filter(({ rule }) => text(rule)?.includes('oldSelf'))
  const properties = Object.entries(schema.properties ?? {}).map(([name, of]) => [name, transitions(of)] as const)
  return {
    ...schema,
    'x-kubernetes-validations': rules,
    ...(schema.properties === undefined ? {} : { properties: Object.fromEntries(properties) }),
    ...(schema.items === undefined ? {} : { items: transitions(schema.items) }),
  }
}

const pick = <T>(random: Random, ...of: readonly [T, ...T[]]): T => of[Math.floor(random() * of.length)] ?? of[0]

/** Some value that the schema admits: members may be absent and lists empty. */
function some(schema: Schema, random: Random): unknown {
  switch (schema.type) {
    case 'object':
      return objectOf(schema, random)
    case 'array':
      return Array.from({ length: pick(random, 0, 1, 2, 3) }, () => some(schema.items ?? {}, random))
    case 'string':
      return pick(random, '', 'a', 'b', 'available', 'deleted')
    case 'boolean':
      return random() < 0.5
    default:
      return pick(random, 0, 1, 24)
  }
}

function objectOf(schema: Schema, random: Random): Item {
  const often = random()
  const members = Object.entries(schema.properties ?? {}).filter(
    ([name]) => schema.required?.includes(name) || random() < often,
  )
  return Object.fromEntries(members.map(([name, of]) => [name, some(of, random)]))
}
