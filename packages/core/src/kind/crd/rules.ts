import type { Schema } from '../../schema/openapi.ts'
import type { Kind } from '../kind.ts'
import { statePath } from '../project.ts'
import type { Reference } from '../reference.ts'

/** A rule as the API server evaluates it. */
export interface Validation {
  readonly rule: string
  readonly message: string
  readonly fieldPath: string
}

/** The schema with rules added to those it has. */
export function ruled(schema: Schema, rules: readonly Validation[]): Schema {
  if (rules.length === 0) return schema
  const present = schema['x-kubernetes-validations']
  return { ...schema, 'x-kubernetes-validations': [...(Array.isArray(present) ? present : []), ...rules] }
}

/**
 * One rule for every spec field that cannot change, to be placed at the root of the object. A field without a facet
 * cannot change once the object has an AWS id; tags always can.
 */
export function immutability(kind: Kind): readonly Validation[] {
  const mutable = new Set(kind.facets.map((facet) => facet.field))
  const whole = specFields(kind)
    .filter((field) => !mutable.has(field))
    .map((field) => ({
      rule: guarded(kind, unchanged(kind, field)),
      message: immutableMessage(kind, field),
      fieldPath: `.spec.${field}`,
    }))
  const parts = kind.createOnly.flatMap(({ field, members = [] }) =>
    members.map((member) => ({
      rule: guarded(kind, unchangedMember(field, member)),
      message: immutableMessage(kind, `${field}.${member}`),
      fieldPath: `.spec.${field}`,
    })),
  )
  return [...whole, ...parts]
}

/** A member of a structure whose other members may change: neither set, dropped nor changed. */
function unchangedMember(field: string, member: string): string {
  const path = (of: string) => `${of}.${safe(member)}`
  const has = (of: string) => `(has(${of}) && has(${path(of)}))`
  const [is, was] = [now(field), before(field)]
  return `${has(is)} == ${has(was)} && (!${has(is)} || ${path(is)} == ${path(was)})`
}

/** The rules on edits that a kind states itself. Like immutability they leave alone what AWS does not have yet. */
export function fixed(kind: Kind): readonly Validation[] {
  return kind.fixed.map(({ rule, message, field }) => ({
    rule: guarded(kind, rule),
    message,
    fieldPath: `.spec.${field}`,
  }))
}

/** The rules on objects that have no status: what is stored is judged with every write, and may be older than the rule. */
export function fresh(kind: Kind): readonly Validation[] {
  return kind.fresh.map(({ rule, message, field }) => ({
    rule: `has(self.status) || !has(self.spec) || (${rule})`,
    message,
    fieldPath: `.spec.${field}`,
  }))
}

/** The rules on every spec, for the schema of the spec. */
export function standing(kind: Kind): readonly Validation[] {
  return kind.rules.map(({ rule, message, field }) => ({ rule, message, fieldPath: `.${field}` }))
}

/** The spec fields of a kind in alphabetical order, without tags and reference fields. */
export function specFields(kind: Kind): readonly string[] {
  return [...Object.values(kind.requestMembers), ...Object.keys(kind.fields)].sort()
}

/** The rule that an identifier and its reference are not both set, for the object that holds them. */
export function eitherOr(reference: Reference): Validation {
  const [field, ref] = [lastOf(reference.path), lastOf(reference.ref)]
  return {
    rule: `!(has(self.${safe(field)}) && has(self.${safe(ref)}))`,
    message: `Set ${field} or ${ref}, not both: they are two ways to name the same thing.`,
    fieldPath: `.${ref}`,
  }
}

/** The last name of a path: `natGatewayRef` of `routes[].natGatewayRef`. */
export function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).replace('[]', '')
}

/** Holds whatever happens to an object that AWS does not have, not yet or no longer. */
function guarded(kind: Kind, rule: string): string {
  const without = `!has(oldSelf.status.${kind.id.field})`
  const free = ['!has(oldSelf.status)', without, '!has(self.spec)', '!has(oldSelf.spec)', ...gone(kind)]
  return `${free.join(' || ')} || (${rule})`
}

/** The states in which AWS lists an object that is no longer there: what is made in its place may differ. */
function gone(kind: Kind): readonly string[] {
  return Object.entries(kind.states).flatMap(([member, { gone: values = [] }]) => {
    const fields = statePath(kind, member)?.map(safe) ?? []
    if (values.length === 0 || fields.length === 0) return []
    const paths = fields.map((_, depth) => `oldSelf.status.${fields.slice(0, depth + 1).join('.')}`)
    const there = paths.map((path) => `has(${path})`).join(' && ')
    return [`(${there} && ${paths.at(-1)} in ${JSON.stringify(values)})`]
  })
}

/**
 * Neither set, dropped nor changed. A field that the controller fills in may appear, and may be dropped because it is
 * filled in again. An identifier may give way to a reference and the other way round.
 */
function unchanged(kind: Kind, field: string): string {
  const reference = kind.references.find(({ path }) => path === field)
  if (reference === undefined)
    return kind.lateFields.includes(field)
      ? steady(field)
      : `has(${now(field)}) == has(${before(field)}) && (!has(${now(field)}) || ${now(field)} == ${before(field)})`
  const either = (of: (field: string) => string) => `(has(${of(field)}) || has(${of(reference.ref)}))`
  const kept = `${either(now)} == ${either(before)}`
  const both = `(${steady(field)}) && (${steady(reference.ref)})`
  return kind.lateFields.includes(field) ? both : `${kept} && ${both}`
}

function steady(field: string): string {
  return `!has(${now(field)}) || !has(${before(field)}) || ${now(field)} == ${before(field)}`
}

const now = (field: string) => `self.spec.${safe(field)}`
const before = (field: string) => `oldSelf.spec.${safe(field)}`

/** Words of CEL cannot be member names; the API server offers such members under another spelling. */
const reserved =
  'as break const continue else false for function if import in let loop namespace null package return true var void while'
    .split(' ')
    .map((word) => [word, `__${word}__`] as const)
const spelling: ReadonlyMap<string, string> = new Map(reserved)

function safe(field: string): string {
  return spelling.get(field) ?? field
}

function immutableMessage(kind: Kind, field: string): string {
  const ref = kind.references.find(({ path }) => path === field)?.ref
  const names = ref === undefined ? field : `${field} (or ${ref})`
  return (
    `${names} is immutable: AWS cannot change it on an existing ${kind.name}. Put the old value back, or delete the ` +
    `object and create it anew, or create another one beside it.`
  )
}
