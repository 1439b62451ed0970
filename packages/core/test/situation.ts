import { DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2'
import { expect } from 'vitest'
import { tokenFor } from '../src/aws/token.ts'
import type { ErasedFacet, Kind, Observed } from '../src/kind/kind.ts'
import { noAttempts } from '../src/reconcile/identity/attempts.ts'
import type { Intent } from '../src/reconcile/identity/intent.ts'
import type { Plan, Seen, Situation } from '../src/reconcile/plan.ts'
import type { Item } from '../src/schema/json.ts'
import { NATGateway, RouteTable, VPC } from './kinds.ts'

/** One row of the specification: a situation, what is decided, and why that is right. */
export interface Row {
  readonly when: string
  readonly in: Situation
  /** The plan, or what matters of it. */
  readonly plan: Pick<Plan, 'do'> & Item
  readonly because: string
}

export const second = 1000
export const minute = 60 * second

/** The API server's time in all situations. */
export const time = Date.UTC(2030, 0, 1)

const operation = DescribeSecurityGroupsCommand

/** A field `mode` that one call sets. */
export const mode: ErasedFacet = {
  field: 'mode',
  operations: [operation],
  have: ({ item }) => item.Mode,
  met: (want, { item }) => item.Mode === want,
  steps: (want) => [{ operation, input: { Mode: want }, effect: 'replace', say: `set the mode to ${want}` }],
}

/** States, tags and a token, as a NAT gateway has them; and a field that can change. */
export const tokened: Kind = {
  ...NATGateway,
  facets: [mode],
  state: ({ State }) => {
    switch (State) {
      case 'deleted':
        return { is: 'gone', why: 'State is deleted' }
      case 'deleting':
        return { is: 'leaving', why: 'State is deleting' }
      case 'broken':
        return { is: 'failed', why: 'State is broken' }
      case 'pending':
        return { is: 'wait', why: 'State is pending' }
      default:
        return { is: 'ready' }
    }
  },
}

/** Tags and no token: nothing but a search says what a create of unknown outcome has made. */
export const tokenless: Kind = { ...tokened, ...VPC, facets: [mode], state: tokened.state }

/** Neither tags nor token, and AWS refuses a second one of the same request: as a mount target. */
export const untagged: Kind = {
  ...tokened,
  ...RouteTable,
  facets: [mode],
  state: tokened.state,
  token: undefined,
  exclusive: () => true,
}

/** Named by its spec, and AWS answers a create with what has that name, whoever made it: as a queue. */
export const named: Kind = { ...tokenless, stable: true, answered: true, readBack: true, exclusive: () => true }

/** The same without tags at its create: as a subscription. */
export const unsigned: Kind = { ...untagged, answered: true }

const wish: Situation['wish'] = {
  stopped: undefined,
  uid: 'uid-1',
  generation: 3,
  deleting: false,
  claimed: true,
  readOnly: false,
  planOnly: false,
  adopted: false,
  adoption: { is: 'none' },
  policy: undefined,
  region: undefined,
  removeDuplicate: undefined,
  retention: { is: 'delete', own: false },
  id: undefined,
  intent: undefined,
}

const refs: Situation['refs'] = {
  spec: {},
  unresolved: new Map(),
  blocked: undefined,
  invalid: undefined,
  targets: new Map(),
}

/** What a row says of its situation; the rest is of an object for which nothing was made yet, and which may be made. */
export interface Given extends Partial<Omit<Situation, 'wish' | 'refs' | 'seen'>> {
  readonly wish?: Partial<Situation['wish']>
  readonly refs?: Partial<Situation['refs']>
  readonly seen?: Seen | undefined
}

export function situation(given: Given = {}): Situation {
  const spec = given.spec ?? {}
  return {
    kind: tokened,
    spec,
    circle: undefined,
    scope: { account: '111111111111', region: 'eu-west-1' },
    origin: undefined,
    warrant: { by: 'management' },
    record: undefined,
    attempts: noAttempts(),
    adopting: undefined,
    writes: new Map(),
    holders: [],
    deletionAsked: time,
    clusterUID: 'cluster-1',
    quarantine: 5 * minute,
    now: 10 * minute,
    date: time,
    definition: undefined,
    turn: { is: 'free' },
    found: {},
    ...given,
    seen: given.seen,
    wish: { ...wish, ...given.wish },
    refs: { ...refs, spec, ...given.refs },
  }
}

/** The record of a create that went out a minute ago and whose outcome is not known. */
export function intent(given: Partial<Intent> = {}, kind: Kind = tokened): Intent {
  const { epoch = 1 } = given
  const at = time - minute
  return {
    uid: 'uid-1',
    epoch,
    token: tokenFor({ cluster: 'cluster-1', uid: 'uid-1', kind: kind.name, epoch }),
    hash: '',
    generation: 3,
    account: '111111111111',
    region: 'eu-west-1',
    at,
    by: 'p',
    open: [`p ${at}`],
    ids: [],
    deaths: 0,
    tags: [],
    condemned: [],
    ...given,
  }
}

/** The record of an object that was made and is in status. */
export const recorded = (id = 'nat-1', more: Partial<Intent> = {}): Intent =>
  intent({ open: [], ids: [id], made: id, ...more })

/** What a look at `nat-1` has shown: by default the object, ready and ours, and nothing to be done. */
export function seen(item: Item | undefined, more: Partial<Seen> = {}, spec: Item = {}): Seen {
  const id = more.id ?? 'nat-1'
  const shown: Observed | undefined = item && {
    id,
    item,
    spec,
    views: {},
    account: '111111111111',
    region: 'eu-west-1',
  }
  const absence = more.absence ?? 'doubtful'
  return {
    id,
    observation: { observed: shown, absence, known: { id }, questions: [], results: [] },
    observed: shown,
    absence,
    successor: undefined,
    stated: false,
    vanished: undefined,
    ownership: { is: 'ours' },
    rival: undefined,
    adoption: undefined,
    unlike: [],
    unknown: [],
    tags: undefined,
    backoff: 0,
    sinceDelete: undefined,
    unknownUntil: undefined,
    removable: undefined,
    leaving: false,
    ...more,
  }
}

/** The situation of an object that status and record name, and what a look has shown of it. */
export const known = (shown: Seen, given: Given = {}): Situation =>
  situation({ ...given, seen: shown, wish: { id: 'nat-1', intent: recorded(), ...given.wish } })

/** A difference in the tags, as one change. */
export const tags = {
  field: 'tags',
  want: 'owner',
  have: 'none',
  steps: [{ operation, input: {}, effect: 'add', say: 'set the tags' }],
} as const

/** An AWS object made too many. */
export const duplicate = { id: 'nat-2', item: {}, beside: 'nat-1', sure: true, first: 0 }

/** The plan has everything that a row says of it. */
export function expectPlan(decided: Plan, plan: Row['plan']): void {
  expect(decided).toMatchObject(plan)
}
