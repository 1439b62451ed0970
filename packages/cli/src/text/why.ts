import { type AwsFailure, type Cause, type Explanation, usedBy, type Wait } from '../diagnosis/explain.ts'
import type { Ident } from '../diagnosis/facts.ts'
import type { Next } from '../diagnosis/next.ts'
import type { Lease } from '../diagnosis/sign.ts'
import { label } from '../diagnosis/step.ts'
import { colourOf, type Paint } from './paint.ts'
import { lasting, stamp } from './time.ts'

/** The explanation as a person reads it, with a newline at the end. `now` is in milliseconds since the Unix epoch. */
export function whyText(why: Explanation, now: number, paint: Paint): string {
  const parts = [
    ...headline(why, now, paint),
    ...section('Waits for', tree(why.waitsFor, now, paint), paint),
    ...section(
      'Root cause',
      told(why).map((cause) => causeLine(cause, now, paint)),
      paint,
    ),
    ...section('Last AWS error', why.lastError === undefined ? [] : errorLines(why.lastError, why.object, now), paint),
    ...section('Next', [nextSentence(why.next, now)], paint),
    ...section('You can', why.steps, paint),
    ...section(
      'Events',
      why.events.map(({ at, reason, note, count }) => {
        const times = count > 1 ? ` (${count} times)` : ''
        return `${ago(at, now).padStart(12)}  ${reason}: ${note}${times}`
      }),
      paint,
    ),
  ]
  return `${parts.join('\n')}\n`
}

function headline(why: Explanation, now: number, paint: Paint): readonly string[] {
  const { object, state, reason, since, inSync } = why
  const verdict = inSync ? 'in sync' : `${state} (${reason})`
  const when = since === undefined ? '' : `, since ${stamp(since)} (${lasting(now - since)})`
  return [
    `${paint('bold', label(object))}: ${paint(colourOf(state), verdict)}${when}`,
    ...(inSync ? [] : [`  ${why.message}`]),
    paint('dim', `  ${why.meaning}`),
    ...(why.fault === undefined ? [] : [`  ${why.fault}`]),
    ...doubts(why, now, paint),
    ...(why.openCreateSince === undefined
      ? []
      : [
          `  A create was sent at ${stamp(why.openCreateSince)}; it is sent again only after a search has found nothing.`,
        ]),
  ]
}

/** What makes what is said above less certain. */
function doubts({ lease, unverified, twin, inSync }: Explanation, now: number, paint: Paint): readonly string[] {
  return [
    ...(unverified === undefined ? [] : [`  But ${ago(unverified.at, now)}: ${unverified.note}`]),
    ...(twin === undefined ? [] : [`  ${twin}`]),
    ...(lease === undefined ? [] : [`  ${leaseWords(lease, now)}`]),
  ].map((line) => (inSync ? paint('yellow', line) : line))
}

/** What a lease tells of the controller that holds it. */
export function leaseWords(lease: Lease | 'none', now: number): string {
  if (lease === 'none')
    return 'Whether a controller runs is not known: there is no lease, because leader election is off (--enable-leader-election).'
  const { group, name, holder, renewedAt, alive } = lease
  const last = renewedAt === undefined ? 'never renewed' : `last renewed ${ago(renewedAt, now)}`
  if (alive) return `A controller runs: ${holder} holds the lease ${name}, ${last}.`
  const who = holder === '' ? 'nobody holds it' : `${holder} held it`
  return `No controller of ${group} is known to run: the lease ${name} has expired (${who}, ${last}), and no status has been written since. Until one runs, objects stay as they are.`
}

function section(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : ['', paint('bold', title), ...lines.map((line) => `  ${line}`)]
}

/** The chain, one line an object; an object that was shown already is not unfolded again. */
function tree(
  waits: readonly Wait[],
  now: number,
  paint: Paint,
  margin = '',
  shown = new Set<string>(),
): readonly string[] {
  return waits.flatMap((wait, index) => {
    const name = label(wait.object)
    const last = index === waits.length - 1
    const line = `${margin}${last ? '└─' : '├─'} ${wait.via}: ${name}, ${stateWords(wait, now, paint)}`
    if (shown.has(name)) return [wait.waitsFor.length > 0 ? `${line}, as above` : line]
    shown.add(name)
    return [line, ...tree(wait.waitsFor, now, paint, `${margin}${last ? '   ' : '│  '}`, shown)]
  })
}

function stateWords(wait: Wait | Cause, now: number, paint: Paint): string {
  const reason = wait.reason === undefined ? '' : ` (${wait.reason})`
  const age = wait.since === undefined ? '' : ` for ${lasting(now - wait.since)}`
  if (wait.via === usedBy && !wait.deleting) return paint('yellow', 'not being deleted')
  switch (wait.state) {
    case 'missing':
      return paint(colourOf(wait.state), 'does not exist')
    case 'circle':
      return paint(colourOf(wait.state), 'which waits for this one in its turn')
    case 'unreadable':
      return `${paint(colourOf(wait.state), 'cannot be read')}: ${wait.message}`
    default:
      return `${paint(colourOf(wait.state), wait.state === 'ready' ? 'in sync' : `${wait.state}${reason}`)}${age}`
  }
}

/** The ends of the chain, unless they are the users that the chain has just listed. */
function told({ waitsFor, rootCauses }: Explanation): readonly Cause[] {
  const listed = waitsFor.every(({ via, deleting }) => via === usedBy && !deleting)
  return listed ? [] : rootCauses
}

function causeLine(cause: Cause, now: number, paint: Paint): string {
  const idle = cause.via === usedBy && !cause.deleting
  const told = idle || cause.reason === undefined || cause.state === 'ready' ? '' : `: ${cause.message}`
  return `${label(cause.object)}, ${stateWords(cause, now, paint)}${told}`
}

function errorLines(error: AwsFailure, subject: Ident, now: number): readonly string[] {
  const whose = label(error.object) === label(subject) ? '' : ` (about ${label(error.object)})`
  const when = error.at === undefined || error.at === 0 ? '' : `, ${ago(error.at, now)}`
  return [`${error.code}${whose}${when}${error.standing ? '' : ', overcome since'}`, error.message]
}

/** What happens next, as a sentence. */
export function nextSentence(next: Next, now: number): string {
  switch (next.is) {
    case 'verified':
      return next.every === undefined
        ? 'It is compared with AWS at the interval of the controller (60 s unless its flags say otherwise), and differences are corrected.'
        : `It is compared with AWS every ${lasting(next.every)}, and differences are corrected.`
    case 'polled':
      return `Checked every ${lasting(next.every)}; after 10 minutes, every ${lasting(next.later)}.`
    case 'asked':
      return `AWS is asked again within ${lasting(next.within)}; continues when nothing in AWS uses it any more.`
    case 'woken':
      return `Continues as soon as ${wakers[next.by]}; rechecked every ${lasting(next.within)}.`
    case 'retried':
      return `Retried automatically within ${lasting(next.within)}${next.terminal ? ', and at once when the spec is edited' : ''}.`
    case 'replaced':
      return `Rechecked within ${lasting(next.within)}. If AWS lists it as dead, it is recreated, with up to ${lasting(next.pause)} between attempts.`
    case 'searched':
      return searching(next.until, now)
    case 'held':
      return holds[next.by]
    case 'queued':
      return 'It waits for its turn: of the objects deleted together, ten a minute are deleted in AWS.'
    case 'begun':
      return 'The controller continues by itself.'
    case 'unanswered':
      return 'A running controller that watches this kind answers within seconds; ordinary waits show in status after 15 s.'
    case 'unknown':
      return 'That is up to the controller that wrote the conditions.'
  }
}

function searching(until: number | undefined, now: number): string {
  const then = 'only if nothing is found, the create is sent again.'
  if (until === undefined) return `AWS is searched every 5 s; ${then}`
  if (until <= now)
    return `The search ended at ${stamp(until)}; the object should move on with the next look, within 5 s.`
  return `AWS is searched every 5 s until ${stamp(until)} (${lasting(until - now)} from now) at the latest; ${then}`
}

const wakers = {
  reference: 'what it waits for is ready',
  dependents: 'nothing uses it',
  AWS: 'AWS shows the object',
} as const

const holds = {
  paused: 'Nothing, until the annotation is removed.',
  plan: 'Nothing is done; the plan is updated when the object changes.',
  readonly: 'It is read again at every check; nothing is written to AWS.',
} as const

const ago = (at: number, now: number) => `${lasting(now - at)} ago`
