import { requestHash } from '../../aws/token.ts'
import { type ErasedCreateOnly, empty } from '../../kind/createonly.ts'
import type { Kind } from '../../kind/kind.ts'
import { canonical, type Item, isItem, items } from '../../schema/json.ts'
import { foreign } from '../../words/foreign.ts'
import type { Intent } from '../identity/intent.ts'

/** A spec field in which AWS has another value than the spec says. */
export interface Unlike {
  readonly field: string
  /** Canonical texts of what the spec says and what AWS has. */
  readonly want: string
  readonly have: string
  /** The field that names the object which the value stands for, where the spec refers to one. */
  readonly by?: string
}

/** What is compared: the spec with its references resolved, the spec as it stands, and the object as AWS shows it. */
interface Compared {
  readonly spec: Item
  readonly written?: Item
  readonly item: Item
}

/**
 * The fields that a create gives and nothing can change later, as far as AWS has other than the spec says. Compared is what the
 * spec sets, in its spelling. What AWS shows nothing of is empty there once the object is ready; before it may come yet.
 */
export function unlike(kind: Kind, { spec, written, item }: Compared): readonly Unlike[] {
  const complete = kind.state(item).is === 'ready'
  return kind.createOnly.flatMap((of): readonly Unlike[] => {
    const { field } = of
    const want = spec[field] === undefined || spec[field] === null ? undefined : of.want(spec[field])
    const have = of.have(item)
    if (want === undefined || agrees(of, want, have, complete)) return []
    const ref = kind.references.find(({ path }) => path === field)?.ref
    const by = ref !== undefined && written?.[ref] !== undefined ? { by: ref } : {}
    return [{ field, want: canonical(want), have: have === undefined ? 'nothing' : canonical(have), ...by }]
  })
}

function agrees(of: ErasedCreateOnly, want: unknown, have: unknown, complete: boolean): boolean {
  if (have !== undefined) return of.same(want, have)
  if (of.absent === 'open' || !complete) return true
  return of.absent === undefined ? empty(want) : of.same(want, of.absent.value)
}

/** Hashes of what a create sends in the fields that AWS never shows, by field: all that they can be compared with later. */
export function sealed(kind: Kind, spec: Item): Readonly<Record<string, string>> {
  const given = kind.writeOnly.filter((path) => spec[path] !== undefined && spec[path] !== null)
  return Object.fromEntries(given.map((path) => [path, requestHash({ value: spec[path] })]))
}

/** What became of the fields that AWS never shows: other than the create was sent with, or not comparable. */
export interface Unshown {
  readonly unlike: readonly Unlike[]
  readonly unknown: readonly string[]
}

/** Compares the fields that AWS never shows with the record of the create that made the object with this id. */
export function unshown(kind: Kind, spec: Item, intent: Intent | undefined, id: string): Unshown {
  const sent = intent?.made === id && intent.adopted === undefined ? intent.sealed : undefined
  const now = sealed(kind, spec)
  const other = sent === undefined ? [] : Object.keys(now).filter((field) => now[field] !== sent[field])
  return {
    unlike: other.map((field) => ({ field, want: 'another value', have: 'what it was created with' })),
    unknown: kind.writeOnly.filter((path) => set(spec, path.split('.')) && (sent === undefined || !(path in now))),
  }
}

/** Whether a spec says something at a path. */
function set(value: unknown, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return value !== undefined && value !== null
  const inner = isItem(value) ? value[step.replace('[]', '')] : undefined
  return step.endsWith('[]') ? items(inner).some((one) => set(one, rest)) : set(inner, rest)
}

/** The differences in a sentence, for people: what the spec says, and what AWS has. */
export function listed(differences: readonly Unlike[]): string {
  return differences
    .map(({ field, by, want, have }) => {
      const name = by === undefined ? field : `${field} by ${by}`
      return `${name} (spec ${short(want)}, AWS ${short(have)})`
    })
    .join('; ')
}

/** What is to be said of differences that nothing can mend but an edit. */
export const stuck = (differences: readonly Unlike[]): string =>
  `AWS has it otherwise than the spec says, and cannot change that: ${listed(differences)}`

const short = (text: string) => foreign(text.length <= 120 ? text : `${text.slice(0, 120)}…`)
