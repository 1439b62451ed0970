import { canonical, equal, isList, isObject, type Json, toJson } from '../../src/kube/value/json.ts'
import type { Answer } from './server.ts'

/** What every run and every server has of its own. */
const own: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/(resourceVersion\\*":\\*")\d+/g, '$1<version>'],
  [/((?:resource version|ResourceVersion in record|current): ?\(?)\d+/gi, '$1<version>'],
]

const hidden = new Set(['resourceVersion', 'continue'])

/** An answer without what differs from run to run: uids, versions, times, and the order of errors and members. */
export const settled = (answer: Answer, written: boolean): Json => settle(accepted(toJson(answer), written))

/**
 * A real server accepts a definition a moment after it is written, with a program of its own: what a write answers of it is of
 * no use to anybody, and who owns it is that program.
 */
function accepted(answer: Json, written: boolean): Json {
  if (!isObject(answer) || !isObject(answer.body) || answer.body.kind !== 'CustomResourceDefinition') return answer
  const { metadata, status = null, ...rest } = answer.body
  const { managedFields: _, ...own } = isObject(metadata) ? metadata : {}
  return { ...answer, body: { ...rest, metadata: own, ...(written ? {} : { status }) } }
}

function settle(value: Json): Json {
  if (typeof value === 'string')
    return ordered(own.reduce((text, [found, name]) => text.replaceAll(found, name), value))
  if (isList(value)) return value.map(settle).toSorted(byCause)
  if (!isObject(value)) return value
  const members = Object.entries(value).map(([name, member]) => {
    const masked = hidden.has(name) && typeof member === 'string' && member !== ''
    return [name, masked ? '<version>' : settle(member)] as const
  })
  return Object.fromEntries(members)
}

/** `is invalid: [b, a]` reads as `is invalid: [a, b]`. */
const ordered = (text: string) =>
  text.replace(/\[(.*, .*)\]/s, (_, inner: string) => `[${inner.split(', ').toSorted().join(', ')}]`)

function byCause(a: Json, b: Json): number {
  if (!isObject(a) || !isObject(b)) return 0
  // Owners of fields are listed by the second in which they wrote.
  if (a.field === undefined && a.manager === undefined) return 0
  return canonical(a) < canonical(b) ? -1 : 1
}

/** The members in which two settled answers differ: `status`, `body.metadata.labels`. */
export function differences(real: Json | undefined, ours: Json | undefined, path = ''): readonly string[] {
  if (equal(real, ours)) return []
  if (!isObject(real) || !isObject(ours)) return [path]
  const names = [...new Set([...Object.keys(real), ...Object.keys(ours)])].sort()
  return names.flatMap((name) => differences(real[name], ours[name], path === '' ? name : `${path}.${name}`))
}
