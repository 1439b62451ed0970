import { VirtualClock } from '../../time/virtual.ts'
import { AwsFault } from '../engine/fault.ts'
import type { Region } from '../engine/region.ts'
import { record } from '../schema/schema.ts'
import type { CallFault, TransitionMatch } from '../world/injection.ts'
import type { AwsWorld } from '../world/world.ts'
import { restore, snapshot } from './snapshot.ts'

interface Where {
  readonly account?: string
  readonly region?: string
}

/** One instruction to the simulated AWS, the same in process and as JSON to `POST /_windlass/control`. */
export type Command =
  | ({ readonly do: 'fault' } & CallFault)
  | ({ readonly do: 'hold' } & TransitionMatch)
  | ({ readonly do: 'release' } & TransitionMatch)
  | ({
      readonly do: 'fail'
      readonly code: string
      readonly message?: string
      readonly times?: number
    } & TransitionMatch)
  | ({ readonly do: 'force'; readonly transition?: string; readonly id?: string } & Where)
  | ({ readonly do: 'stale'; readonly byId?: number; readonly byFilter?: number; readonly references?: number } & Where)
  | ({ readonly do: 'remove'; readonly id: string } & Where)
  | ({ readonly do: 'alter'; readonly id: string; readonly set: Readonly<Record<string, unknown>> } & Where)
  | ({ readonly do: 'quota'; readonly code: string; readonly limit: number } & Where)
  | { readonly do: 'key'; readonly accessKey: string; readonly account?: string; readonly code?: string }
  | { readonly do: 'allow'; readonly accessKey: string; readonly policies?: readonly unknown[]; readonly arn?: string }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'speed'; readonly value: number }
  | { readonly do: 'throttling'; readonly on: boolean }
  | { readonly do: 'restore'; readonly snapshot: unknown }
  | { readonly do: 'clear' | 'reset' | 'snapshot' | 'journal' | 'pending' }

type Given = Readonly<Record<string, unknown>>

const bad = (detail: string) => new AwsFault('BadCommand', detail)

function text(given: Given, name: string): string | undefined {
  const value = given[name]
  if (value !== undefined && typeof value !== 'string') throw bad(`${name} must be text`)
  return value
}

function number(given: Given, name: string): number | undefined {
  const value = given[name]
  if (value !== undefined && typeof value !== 'number') throw bad(`${name} must be a number`)
  return value
}

function needed<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw bad(`${name} is missing`)
  return value
}

function where(given: Given): { account?: string; region?: string } {
  const account = text(given, 'account')
  const region = text(given, 'region')
  return { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) }
}

function chosen(world: AwsWorld, given: Given): Region[] {
  const { account, region } = where(given)
  if (account !== undefined || region !== undefined || world.regions().length === 0) world.at(account, region)
  return world.regions().filter((one) => (account ?? one.account) === one.account && (region ?? one.name) === one.name)
}

function transitionMatch(given: Given): TransitionMatch {
  const transition = text(given, 'transition')
  const id = text(given, 'id')
  return { ...where(given), ...(transition === undefined ? {} : { transition }), ...(id === undefined ? {} : { id }) }
}

const faults = ['delay', 'throttle', 'fail', 'reset', 'drop', 'hang', 'listless', 'empty', 'half'] as const

function callFault(given: Given): CallFault {
  const fault = faults.find((one) => one === given.fault)
  if (!fault) throw bad(`fault must be one of ${faults.join(', ')}`)
  const input = record(given.input)
  const rule = {
    fault,
    service: text(given, 'service'),
    operation: text(given, 'operation'),
    code: text(given, 'code'),
    message: text(given, 'message'),
  }
  const numbers = {
    ms: number(given, 'ms'),
    status: number(given, 'status'),
    skip: number(given, 'skip'),
    times: number(given, 'times'),
    forMs: number(given, 'forMs'),
  }
  return { ...where(given), ...rule, ...numbers, ...(input ? { input } : {}) }
}

function rowsOf(world: AwsWorld, given: Given): { done: number } {
  const id = needed(text(given, 'id'), 'id')
  let done = 0
  for (const region of chosen(world, given))
    for (const table of region.every()) {
      if (!table.get(id)) continue
      done++
      if (given.do === 'remove') table.delete(id)
      else table.alter(id, needed(record(given.set), 'set'))
    }
  if (done === 0) throw bad(`nothing has the id ${id}`)
  return { done }
}

async function advance(world: AwsWorld, ms: number): Promise<object> {
  if (!(world.clock instanceof VirtualClock)) throw bad('the simulator runs on real time, which cannot be moved')
  await world.clock.advance(ms)
  return { now: world.clock.now() }
}

function transitions(world: AwsWorld, given: Given): object {
  const match = transitionMatch(given)
  if (given.do === 'hold') world.injections.hold(match)
  else if (given.do === 'fail') {
    const code = needed(text(given, 'code'), 'code')
    world.injections.failNext({ ...match, code, message: text(given, 'message') ?? '' }, number(given, 'times') ?? 1)
  } else if (given.do === 'release') {
    world.injections.release(match)
    for (const region of world.regions()) region.review()
  } else
    for (const region of chosen(world, given))
      for (const one of region.pending())
        if ((match.id ?? one.id) === one.id && (match.transition ?? one.name) === one.name) region.force(one.seq)
  return {}
}

/** Gives whoever has a key the policies; without policies they may do everything again. */
function allow({ access }: AwsWorld, given: Given): object {
  const accessKey = needed(text(given, 'accessKey'), 'accessKey')
  if (given.policies === undefined) access.release(accessKey)
  else if (!Array.isArray(given.policies)) throw bad('policies must be a list')
  else access.grant({ accessKey, arn: text(given, 'arn'), policies: given.policies })
  return {}
}

function settings(world: AwsWorld, given: Given): object {
  const { account = '*', region = '*' } = where(given)
  if (given.do === 'quota')
    world.quotas.set(account, region, needed(text(given, 'code'), 'code'), needed(number(given, 'limit'), 'limit'))
  else if (given.do === 'speed') world.speed = needed(number(given, 'value'), 'value')
  else if (given.do === 'throttling') world.throttling = given.on === true
  else if (given.do === 'key') {
    const accessKey = needed(text(given, 'accessKey'), 'accessKey')
    const owner = text(given, 'account')
    if (owner !== undefined) world.credentials.assign(accessKey, owner)
    world.credentials.refuse(accessKey, text(given, 'code'))
  } else
    for (const one of chosen(world, given)) {
      const { byId, byFilter, references } = one.history.staleness
      one.history.staleness = {
        byId: number(given, 'byId') ?? byId,
        byFilter: number(given, 'byFilter') ?? byFilter,
        references: number(given, 'references') ?? references,
      }
    }
  return {}
}

/** Carries an instruction out. Rejects with the code `BadCommand` and a sentence when it is not understood; AWS's state is untouched then. */
export async function control(world: AwsWorld, command: Command): Promise<unknown> {
  return obey(world, command)
}

/** `control` for JSON nobody has checked yet. */
export async function obey(world: AwsWorld, command: unknown): Promise<unknown> {
  const given = record(command)
  switch (given?.do) {
    case 'fault':
      world.injections.add(callFault(given), world.clock.monotonic())
      return {}
    case 'hold':
    case 'release':
    case 'fail':
    case 'force':
      return transitions(world, given)
    case 'remove':
    case 'alter':
      return rowsOf(world, given)
    case 'quota':
    case 'speed':
    case 'throttling':
    case 'key':
    case 'stale':
      return settings(world, given)
    case 'allow':
      return allow(world, given)
    case 'advance':
      return advance(world, needed(number(given, 'ms'), 'ms'))
    default:
      return whole(world, given ?? {})
  }
}

function whole(world: AwsWorld, given: Given): unknown {
  switch (given.do) {
    case 'clear':
      world.injections.clear()
      world.credentials.clear()
      for (const region of world.regions()) {
        region.history.staleness = { byId: 0, byFilter: 0, references: 0 }
        region.review()
      }
      return {}
    case 'reset':
      world.reset()
      return {}
    case 'snapshot':
      return snapshot(world)
    case 'restore':
      restore(world, given.snapshot)
      return {}
    case 'journal':
      return { entries: world.journal.entries(), counts: world.journal.counts(), totals: world.journal.totals() }
    case 'pending':
      return world
        .regions()
        .flatMap((region) => region.pending().map((one) => ({ account: region.account, region: region.name, ...one })))
    default:
      throw bad(`there is no command '${String(given.do)}'`)
  }
}
