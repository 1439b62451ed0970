import { actionOf, signature } from '../../schema/shape.ts'
import { specFields } from '../crd/rules.ts'
import type { Kind } from '../kind.ts'
import { membersOf, membersShape } from '../member.ts'
import { statusMembers } from '../project.ts'
import type { Read } from '../reply/read.ts'
import type { Flaw, FlawCode } from './flaw.ts'

/** What is wrong in a kind, though each of its facts is right by itself. */
export function flawsIn(kind: Kind): readonly Flaw[] {
  return [referred(kind), ruled(kind), shown(kind), asked(kind), filled(kind)].flat()
}

const flaw = (code: FlawCode, sentence: string): Flaw => ({ code, sentence })

/** No reference takes the name of a field. */
function referred(kind: Kind): readonly Flaw[] {
  const fields = specFields(kind)
  return kind.references
    .filter(({ ref }) => fields.includes(ref))
    .map(({ path, ref }) =>
      flaw(
        'TakenName',
        `The reference for ${path} of ${kind.name} is called ${ref}, and so is a field. Rename that field.`,
      ),
    )
}

/** Rules of the API server speak of fields that there are. */
function ruled(kind: Kind): readonly Flaw[] {
  const known = new Set(['tags', ...specFields(kind), ...kind.references.map(({ ref }) => ref)])
  const onSpec = kind.rules.flatMap(({ rule }) => names(rule, /\bself\.([a-zA-Z]\w*)/g))
  const onObject = [...kind.fresh, ...kind.fixed].flatMap(({ rule }) =>
    names(rule, /\b(?:self|oldSelf)\.spec\.([a-zA-Z]\w*)/g),
  )
  const named = [...kind.rules, ...kind.fresh, ...kind.fixed].map(({ field }) => field)
  return [...new Set([...onSpec, ...onObject, ...named])]
    .filter((field) => !known.has(field))
    .map((field) => flaw('UnknownField', `A rule of ${kind.name} speaks of ${field}, but its spec has no such field.`))
}

const names = (rule: string, pattern: RegExp) => [...rule.matchAll(pattern)].flatMap(([, field]) => field ?? [])

/** Columns show fields that there are. */
function shown(kind: Kind): readonly Flaw[] {
  const known = {
    spec: new Set(['tags', ...specFields(kind), ...kind.references.map(({ ref }) => ref)]),
    status: new Set([
      'conditions',
      'ackResourceMetadata',
      ...statusMembers(kind).map(({ field }) => field),
      ...Object.keys(kind.statusFields),
    ]),
  }
  return (kind.columns ?? []).flatMap(({ name, jsonPath }) => {
    const [, side, field = ''] = /^\.(spec|status)\.(\w+)/.exec(jsonPath) ?? []
    if ((side !== 'spec' && side !== 'status') || known[side].has(field)) return []
    return [
      flaw('UnknownField', `The column ${name} of ${kind.name} shows ${jsonPath}, but its ${side} has no ${field}.`),
    ]
  })
}

/** Reads ask in request members that there are. */
function asked(kind: Kind): readonly Flaw[] {
  const { read, idRead, finder, census, views } = kind
  const reads: readonly (Read | undefined)[] = [read, finder?.read, census, ...views.map((view) => view.read)]
  const requests = [
    { operation: idRead.operation, input: idRead.input('id') },
    ...reads.flatMap((one) => (one === undefined ? [] : [{ operation: one.operation, input: one.input(['id']) }])),
  ]
  const unknown = requests.flatMap(({ operation, input }) => {
    const members = membersOf(signature(operation).input)
    return Object.keys(input)
      .filter((member) => !members.includes(member))
      .map((member) => `${kind.name} is read with ${member}, but ${actionOf(operation)} has no such request member.`)
  })
  return [...new Set(unknown)].map((sentence) => flaw('UnknownMember', sentence))
}

/** What is filled in late is shown somewhere. */
function filled(kind: Kind): readonly Flaw[] {
  const shows = (field: string) => {
    if (kind.facets.some((facet) => facet.field === field)) return true
    const member = Object.entries(kind.requestMembers).find(([, one]) => one === field)?.[0]
    return member !== undefined && membersShape(kind.itemShape, member) !== undefined
  }
  return kind.lateFields
    .filter((field) => !shows(field))
    .map((field) =>
      flaw(
        'NoEffect',
        `${field} of ${kind.name} is filled in late, but neither a facet nor its item shows it. Take it out of late.`,
      ),
    )
}
