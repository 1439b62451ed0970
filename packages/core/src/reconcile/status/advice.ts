import { cut, escaped } from '../../words/foreign.ts'
import { type Outcome, type Reason, type Refusal, schedule } from '../outcome.ts'
import { reasons } from '../reason/table.ts'
import { ack } from '../wish/names.ts'

/** An outcome other than `settled` or `gone`. */
export type Unsettled = Extract<Outcome, { readonly why: string }>

const before = '. Next: '

/** Bytes of a condition before its advice: room for what AWS says of several refusals. What users write may be longer. */
const most = 8192

/**
 * What a condition says of an outcome: what is the case, and behind `Next:` what a person can do, `nothing` included, and
 * how long the controller waits before it tries again. The same outcome is always said in the same words.
 */
export function advised(outcome: Unsettled): string {
  return `${cut(escaped(outcome.why), most).replace(/[.\s]+$/, '')}${before}${step(outcome)}${retry(outcome)}`
}

/** The message of a condition without its advice. */
export function unadvised(message: string): string {
  const end = message.lastIndexOf(before)
  return end < 0 ? message : message.slice(0, end)
}

/** What the message of a condition advises beyond what its reason always says: about one code of AWS. Undefined for nothing. */
export function particular(message: string, reason: Reason): string | undefined {
  const end = message.lastIndexOf(before)
  const said = end < 0 ? '' : message.slice(end + before.length).replace(/ It is tried again within [^.]*\.$/, '')
  const usual = reasons[reason].next
  return usual === undefined || said === '' || said === usual ? undefined : said
}

function step(outcome: Unsettled): string {
  const advice = 'by' in outcome ? outcome.by?.advice : undefined
  if (advice !== undefined) return advice
  return outcome.reason === 'AccessDenied' ? access(outcome) : (reasons[outcome.reason].next ?? '')
}

/** Whether a permission is missing or the credentials themselves are bad decides who can mend it. */
function access(outcome: Unsettled): string {
  const by = 'by' in outcome ? outcome.by : undefined
  if (by === undefined)
    return `run a controller with credentials of that account, or remove the annotation ${ack.ownerAccount} of the namespace.`
  if (/^(AccessDenied|UnauthorizedOperation|NotAuthorized)/.test(by.code))
    return `allow the role of the controller ${actionIn(outcome.why) ?? needed(by)}.`
  return 'renew the credentials of the controller; it need not be restarted if they come from a file or a role.'
}

/** The action that AWS says is missing. Source: "Troubleshoot access denied error messages" in the IAM User Guide. */
function actionIn(why: string): string | undefined {
  const found = /is not authorized to perform: ([\w-]+:\w+)/.exec(why)?.[1]
  return found && `the action ${found}`
}

/** Where AWS does not say which action is missing, all that the call needs. */
function needed({ action, permissions: [own = action, ...further] = [] }: Refusal): string {
  return further.length === 0 ? `the action ${own}` : `the actions that the call needs: ${[own, ...further].join(', ')}`
}

/** How long the controller waits at most before it tries again, as a sentence behind another; empty where it just waits. */
export function retry(outcome: Unsettled): string {
  if (outcome.is !== 'failed') return ''
  const next = schedule(outcome)
  return next.do === 'retry' ? ` It is tried again within ${span(next.backoff.cap)}.` : ''
}

function span(ms: number): string {
  if (ms < 60_000) return `${ms / 1000} s`
  return ms === 60_000 ? 'a minute' : `${ms / 60_000} minutes`
}
