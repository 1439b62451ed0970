import { since } from '../value/age.ts'
import { at, compact, type Json, type JsonObject, text } from '../value/json.ts'
import { type FieldError, invalidValue, required } from '../value/status.ts'
import { column, nameColumn } from './column.ts'
import type { Column } from './resource.ts'

/** Events are stored in their core form; these are the names the fields have in `events.k8s.io/v1`. */
const renamed: readonly (readonly [string, string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
]

function rename(value: JsonObject, names: ReadonlyMap<string, string>, apiVersion: string): JsonObject {
  const out: Record<string, Json> = {}
  for (const [name, member] of Object.entries(value)) out[names.get(name) ?? name] = member
  return { ...out, apiVersion }
}

const outward = new Map(renamed)
const inward = new Map(renamed.map(([core, current]) => [current, core]))

export const toCurrent = (value: JsonObject) => rename(value, outward, 'events.k8s.io/v1')
export const toCore = (value: JsonObject) => rename(value, inward, 'v1')

/** What the server insists on for events, in their core form. `current` holds for those sent as `events.k8s.io/v1`. */
export function checkEvent(value: JsonObject, current: boolean): FieldError[] {
  const errors: FieldError[] = []
  const namespace = text(value, 'metadata', 'namespace')
  const about = text(value, 'involvedObject', 'namespace')
  if (about !== namespace && !(about === '' && namespace === 'default'))
    errors.push(invalidValue('involvedObject.namespace', JSON.stringify(about), 'does not match event.namespace'))
  if (current && text(value, 'eventTime') === '') errors.push(required('eventTime'))
  if (text(value, 'eventTime') === '') return errors
  const fields = ['reportingComponent', 'reportingInstance', 'action', 'reason'] as const
  const shown = (name: string) => (current && name === 'reportingComponent' ? 'reportingController' : name)
  for (const name of fields) if (text(value, name) === '') errors.push(required(shown(name)))
  const type = text(value, 'type')
  if (type !== 'Normal' && type !== 'Warning')
    errors.push(invalidValue('type', JSON.stringify(type), 'has invalid value: '))
  if (Buffer.byteLength(text(value, 'message')) > 1024)
    errors.push(invalidValue('message', JSON.stringify(text(value, 'message')), 'can have at most 1024 characters'))
  return errors
}

/** Fields that the core form always shows. */
export const prepareEvent = (value: JsonObject): JsonObject => ({
  ...value,
  ...compact({
    source: value.source ?? {},
    reportingComponent: value.reportingComponent ?? '',
    reportingInstance: value.reportingInstance ?? '',
  }),
})

export const eventFields: ReadonlyMap<string, readonly string[]> = new Map(
  [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
      (name) => `involvedObject.${name}`,
    ),
    'reason',
    'reportingComponent',
    'source',
    'type',
  ].map((label) => [label, label === 'source' ? ['source', 'component'] : label.split('.')]),
)

/** The same fields under their names in `events.k8s.io/v1`. */
export const currentEventFields: ReadonlyMap<string, readonly string[]> = new Map(
  [...eventFields].map(([label, [head = '', ...rest]]) => [
    label.replace('involvedObject', 'regarding').replace('reportingComponent', 'reportingController'),
    [outward.get(head) ?? head, ...rest],
  ]),
)

const first = (...values: readonly string[]) => values.find((value) => value !== '') ?? ''

const lastSeen = (event: JsonObject) =>
  first(
    text(event, 'series', 'lastObservedTime'),
    text(event, 'lastTimestamp'),
    text(event, 'eventTime'),
    text(event, 'firstTimestamp'),
  )

const occurrences = (event: JsonObject) => Number(at(event, 'series', 'count') ?? event.count ?? 1)

export const eventColumns: readonly Column[] = [
  column('Last Seen', 'The time at which the most recent occurrence of this event was recorded.', (e, now) =>
    since(lastSeen(e), now),
  ),
  column('Type', 'Type of this event (Normal, Warning).', (e) => text(e, 'type')),
  column('Reason', "Why the object's status changed, as one machine-readable word.", (e) => text(e, 'reason')),
  column(
    'Object',
    'The object that this event is about.',
    (e) => `${text(e, 'involvedObject', 'kind').toLowerCase()}/${text(e, 'involvedObject', 'name')}`,
  ),
  column(
    'Subobject',
    'The part of the object that this event is about.',
    (e) => text(e, 'involvedObject', 'fieldPath'),
    1,
  ),
  column(
    'Source',
    'The component reporting this event.',
    (e) => first(text(e, 'source', 'component'), text(e, 'reportingComponent')),
    1,
  ),
  column('Message', 'What happened, for people.', (e) => text(e, 'message').trim()),
  column(
    'First Seen',
    'The time at which the event was first recorded.',
    (e, now) => since(first(text(e, 'firstTimestamp'), text(e, 'eventTime')), now),
    1,
  ),
  column('Count', 'The number of times this event has occurred.', (e) => String(occurrences(e)), 1),
  { ...nameColumn, priority: 1 },
]
