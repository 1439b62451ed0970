import { canonical } from '../../schema/json.ts'
import type { Kind } from '../kind.ts'
import { ackTags, ownerTags } from '../service.ts'
import { type ActionsOfKind, distinct, isRead, sortedActions } from './action.ts'
import type { Access, Condition } from './permission.ts'

/**
 * What a policy is for. `full`: objects are created, changed and deleted, of those that IAM can tell apart by their tags only
 * what bears the owner's. `adopt`: that, and what others have made gets the owner's tags, as adoption and the change over from
 * another controller do. `read-only`: nothing is changed.
 */
export type Variant = 'full' | 'adopt' | 'read-only'

/** A statement of an IAM policy. */
export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string
  readonly Condition?: Condition
}

/** An IAM policy document. */
export interface PolicyDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly Statement[]
}

export interface PolicyOptions {
  /** `full` unless given. */
  readonly variant?: Variant
  /** The UID of a cluster: then nothing that was made for another one is changed. Any owner's tag will do when absent. */
  readonly cluster?: string
}

/** A kind with what IAM knows of it. `access` is undefined where IAM cannot tell its objects apart by tags. */
interface Party {
  readonly actions: ActionsOfKind
  readonly access: Access | undefined
  readonly type: string
}

/** An IAM policy document that allows what the kinds need and nothing else. */
export function policyOf(kinds: readonly Kind[], { variant = 'full', cluster }: PolicyOptions = {}): PolicyDocument {
  const parties = kinds.map(partyOf)
  const reads = parties.flatMap(({ actions }) => [
    ...actions.reads,
    ...actions.besides.filter(plainRead).map(({ action }) => action),
  ])
  const statements = [
    allow('Read', reads, { Resource: '*' }),
    ...(variant === 'read-only' ? [] : [...guarded(parties, cluster), ...besides(parties), ...required(parties)]),
    ...(variant === 'adopt' ? takeOver(parties) : []),
  ]
  return { Version: '2012-10-17', Statement: statements.filter(({ Action }) => Action.length > 0) }
}

/** The most characters of a managed policy, white space left out. Source: "IAM and AWS STS quotas" in the IAM User Guide. */
const most = 6144

/** The same as documents that IAM takes as managed policies: as few as hold it, to be attached to one role. */
export function policiesOf(kinds: readonly Kind[], options: PolicyOptions = {}): readonly PolicyDocument[] {
  const { Version, Statement: all } = policyOf(kinds, options)
  const parts: Statement[][] = [[]]
  for (const statement of all) {
    const last = parts.at(-1) ?? []
    const size = JSON.stringify({ Version, Statement: [...last, statement] }).length
    if (last.length > 0 && size > most) parts.push([statement])
    else last.push(statement)
  }
  return parts.map((Statement) => ({ Version, Statement }))
}

function partyOf(kind: Kind): Party {
  const { tagged, service } = kind
  const actions = sortedActions(kind)
  return { actions, access: tagged === undefined ? undefined : service.access, type: tagged ?? '' }
}

const plainRead = ({ action, only }: { action: string; only?: Condition }) => only === undefined && isRead(action)

function allow(Sid: string, actions: readonly string[], to: Omit<Statement, 'Sid' | 'Effect' | 'Action'>): Statement {
  return { Sid, Effect: 'Allow', Action: distinct(actions), ...to }
}

type Guarded = Party & { readonly access: Access }
const isGuarded = (party: Party): party is Guarded => party.access !== undefined

/** What is allowed where the owner's tag says that an object is ours, or is about to be. */
function guarded(all: readonly Party[], cluster: string | undefined): readonly Statement[] {
  const parties = all.filter(isGuarded)
  const creates = parties.map(({ actions }) => actions.create)
  const ours = (key: 'aws:RequestTag' | 'aws:ResourceTag'): Condition =>
    cluster === undefined
      ? { Null: { [`${key}/${ownerTags.uid}`]: 'false' } }
      : { StringEquals: { [`${key}/${ownerTags.cluster}`]: cluster } }
  const createActions = distinct(parties.map(({ access }) => access.createAction))
  const tagged = createActions.map((key, place) =>
    allow(
      place === 0 ? 'TagAtCreate' : `TagAtCreate${place + 1}`,
      parties.flatMap(({ access, actions }) => (access.createAction === key ? (actions.tags?.set ?? []) : [])),
      {
        Resource: '*',
        Condition: both(ours('aws:RequestTag'), { StringEquals: { [key]: names(creates) } }),
      },
    ),
  )
  const changes = parties.flatMap(({ actions }) => [...actions.changes, ...tagging(actions)])
  return [
    allow('Create', creates, { Resource: '*', Condition: ours('aws:RequestTag') }),
    ...tagged,
    allow('Change', changes, { Resource: '*', Condition: ours('aws:ResourceTag') }),
  ]
}

const tagging = ({ tags }: ActionsOfKind) => (tags === undefined ? [] : [tags.set, tags.remove])

/** What holds where both do. */
function both(one: Condition, other: Condition): Condition {
  const operators = distinct([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries(operators.map((operator) => [operator, { ...one[operator], ...other[operator] }]))
}

/** Operations as `CreateAction` names them: without the service. */
const names = (actions: readonly string[]) => distinct(actions.map((action) => action.slice(action.indexOf(':') + 1)))

/**
 * What is allowed without a tag of ours: to kinds that have none; and to other objects that a call names, which may be anyone's.
 * An action of several kinds is about any of theirs.
 */
function besides(parties: readonly Party[]): readonly Statement[] {
  const free = new Set<string>()
  const own = new Map<string, Set<string>>()
  for (const { actions, access, type } of parties) {
    const { create, changes, besides: demanded } = actions
    for (const { action, only } of demanded) if (only === undefined && !isRead(action)) free.add(action)
    if (access === undefined) for (const action of [create, ...changes, ...tagging(actions)]) free.add(action)
    else if (access.about === 'all')
      for (const action of [create, ...changes])
        own.set(action, (own.get(action) ?? new Set()).add(access.objects(type)))
  }
  const shared = [...own].flatMap(([action, types]) => (types.size > 1 ? [action] : []))
  const alone = [...own].flatMap(([action, types]) => (types.size > 1 || free.has(action) ? [] : [{ action, types }]))
  const types = distinct(alone.flatMap((one) => [...one.types]))
  return [
    allow('Write', [...free, ...shared], { Resource: '*' }),
    ...types.map((NotResource) =>
      allow(
        sidOf('With', NotResource),
        alone.flatMap((one) => (one.types.has(NotResource) ? [one.action] : [])),
        { NotResource },
      ),
    ),
  ]
}

/** A name for a statement about the objects of a type: of letters and digits alone, as IAM wants it. */
function sidOf(word: string, objects: string): string {
  const type = /([\w-]+)[/:]\*$/.exec(objects)?.[1] ?? objects
  return word + type.replace(/(^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_all, _gap, letter: string) => letter.toUpperCase())
}

/** What AWS demands besides and can be limited, each within its limits. */
function required(parties: readonly Party[]): readonly Statement[] {
  const all = parties.flatMap(({ actions }) =>
    actions.besides.flatMap(({ action, only }) => (only === undefined ? [] : [{ action, only, key: canonical(only) }])),
  )
  return distinct(all.map(({ key }) => key)).flatMap((key, place) => {
    const under = all.filter((one) => one.key === key)
    const actions = under.map(({ action }) => action)
    return under
      .slice(0, 1)
      .map(({ only }) => allow(`Besides${place + 1}`, actions, { Resource: '*', Condition: only }))
  })
}

/**
 * Leave to sign what others have made with the owner's tags, and no more; and to take off what ACK signed it with, where AWS has
 * no room for one tag more.
 */
function takeOver(all: readonly Party[]): readonly Statement[] {
  const parties = all.filter(isGuarded)
  const Resource = distinct(parties.map(({ access, type }) => access.objects(type)))
  const only = (keys: readonly string[]): Condition => ({
    'ForAllValues:StringEquals': { 'aws:TagKeys': [...keys].sort() },
    // Of no values at all, all are among them.
    Null: { 'aws:TagKeys': 'false' },
  })
  const of = (pick: (tags: NonNullable<ActionsOfKind['tags']>) => string) =>
    parties.flatMap(({ actions: { tags } }) => (tags === undefined ? [] : [pick(tags)]))
  return [
    allow(
      'TakeOver',
      of(({ set }) => set),
      { Resource, Condition: only(Object.values(ownerTags)) },
    ),
    allow(
      'TakeOverRoom',
      of(({ remove }) => remove),
      { Resource, Condition: only(ackTags) },
    ),
  ]
}
