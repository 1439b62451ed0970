import { permissionsOf } from '../kind/access/action.ts'
import type { ErrorClass, ErrorTable, Service } from '../kind/service.ts'
import { at, type Item, isItem, items, text } from '../schema/json.ts'
import { foreign } from '../words/foreign.ts'
import { common, commonAdvice } from './code.ts'
import { causeOf, neverLeft, regionRefused } from './unsent.ts'

interface Failure {
  readonly code: string
  readonly errorClass: ErrorClass
  readonly action: string
  readonly status: number
  readonly requestId?: string | undefined
  readonly account?: string | undefined
  readonly permissions?: readonly string[]
  readonly unsent?: true
  readonly fields?: Item
  readonly said: string
  readonly advice?: string
  readonly elsewhere?: ErrorClass
  readonly cause?: unknown
}

/**
 * A call to AWS failed. `message` is `api error <code>: <AWS's words>` and is the same text for the same failure: what
 * differs from call to call (request ids, encoded authorization messages) is left out. AWS's words are escaped, and at most
 * 1 KiB of them are kept.
 */
export class AwsError extends Error {
  /** AWS's code without `Client.` and `Server.`; the name of the failure where no answer came. */
  readonly code: string
  readonly errorClass: ErrorClass
  /** `CreateVpc` */
  readonly action: string
  /** The IAM actions that the call needs, its own first: `ec2:CreateVpc`. */
  readonly permissions: readonly string[]
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  readonly requestId: string | undefined
  /** The account that STS has named for the access key that signed the call; undefined where none is known. */
  readonly account: string | undefined
  /** The call certainly never left this process: it had no effect. */
  readonly unsent: boolean
  /** AWS's words without the code. */
  readonly said: string
  /** What people can do about this code, where that of its class says too little. */
  readonly advice: string | undefined
  /** The class of the code as the answer to any other action, where this action gives it a meaning of its own. */
  readonly elsewhere: ErrorClass | undefined
  /** Further members that AWS put into the error, such as `FileSystemId` of `FileSystemAlreadyExists`. */
  readonly fields: Item

  constructor(failure: Failure) {
    const said = foreign(lasting(failure.said.slice(0, readable)))
    const code = foreign(failure.code)
    super(`api error ${code}: ${said}`, { cause: failure.cause })
    this.name = 'AwsError'
    this.said = said
    this.code = code
    this.errorClass = failure.errorClass
    this.action = failure.action
    this.permissions = failure.permissions ?? []
    this.status = failure.status
    this.requestId = failure.requestId === undefined ? undefined : foreign(failure.requestId)
    this.account = failure.account
    this.unsent = failure.unsent ?? false
    this.fields = failure.fields ?? {}
    this.advice = failure.advice
    this.elsewhere = failure.elsewhere
  }
}

/** A call was not sent, so it certainly had no effect. */
export class CallRefused extends Error {
  /** `NotLeader`: this process may not write now. `Cancelled`: whoever wanted the call no longer does. */
  readonly code: 'NotLeader' | 'Cancelled'
  readonly action: string

  constructor(code: 'NotLeader' | 'Cancelled', action: string) {
    const why =
      code === 'NotLeader' ? 'this process does not hold the leader lease' : 'the work it belongs to was stopped'
    super(`${action} was not sent: ${why}`)
    this.name = 'CallRefused'
    this.code = code
    this.action = action
  }
}

/**
 * Any failure of a call, classified: by AWS's code in the service's table, then in the codes common to all services,
 * then by the service's patterns, and only then by HTTP status. The words of the message never count. What brought no
 * readable answer is `transient`: the call may have had its effect, unless the error is `unsent`; then its words name the
 * region, because that may be what is wrong.
 */
export function toAwsError(service: Service, action: string, thrown: unknown, region: string): AwsError {
  if (thrown instanceof AwsError) return thrown
  const error = causeOf(thrown)
  const status = statusOf(error)
  const code = codeOf(error, service)
  return new AwsError({
    code,
    ...meaning(service, action, code),
    errorClass: classIn(service, action, code) ?? byStatus(status),
    action,
    permissions: permissionsOf(service, action),
    status,
    requestId: text(at(member(error, '$metadata'), 'requestId')) ?? text(member(error, 'requestId')),
    account: accountOf(error),
    fields: fieldsOf(error),
    ...(neverLeft(thrown) ? { unsent: true } : {}),
    said: wordsOf(thrown, code, region),
    cause: error,
  })
}

/** What a failure says, for people. */
function wordsOf(thrown: unknown, code: string, region: string): string {
  const error = causeOf(thrown)
  const words = error instanceof Error ? error.message : String(error)
  if (neverLeft(thrown)) return `nothing was sent to ${region}: ${words}`
  return code === strange ? `the reply cannot be read: ${beginningOf(error) ?? words}` : words
}

/** The code of a reply that is none of AWS's. */
const strange = 'UnreadableReply'

/** How a reply begins, or the reply that an error was made of: HTTP status, content type, first words. `Cloud` says it. */
export function beginningOf(answer: unknown): string | undefined {
  return text(at(member(answer, '$metadata'), 'begins'))
}

/** AWS answered, and the reply cannot be read. What the call did is not known. */
export function unreadable(action: string, error: unknown, reply?: Item): AwsError {
  const why = error instanceof Error ? error.message : String(error)
  const begins = beginningOf(reply)
  const said = `the reply to ${action} cannot be read: ${why}${begins === undefined ? '' : ` (${begins})`}`
  return new AwsError({ code: strange, errorClass: 'transient', action, status: 200, said, cause: error })
}

/** Reads something in a reply. Throws `AwsError`, which says how the reply begins, when it cannot be read. */
export function reading<T>(action: string, look: () => T, reply?: Item): T {
  try {
    return look()
  } catch (error) {
    throw unreadable(action, error, reply)
  }
}

/** The members that say of an action whether it was done. Source: EC2 API reference, "Returns true if the request succeeds". */
const flags = ['Return', 'ReturnCode', 'ReturnValue'] as const

/**
 * The failure inside a reply that AWS marks as a success: bulk actions answer 200 and list what they did not do in
 * `Unsuccessful`, and some actions answer with a flag that says whether they did anything. Undefined when everything was done.
 */
export function unsuccessful(service: Service, action: string, reply: Item): AwsError | undefined {
  const undone = flags.find((flag) => reply[flag] === false)
  const [first, ...more] = items(reply.Unsuccessful ?? (undone === undefined ? [] : [{}]))
  if (first === undefined) return undefined
  const code = bare(text(at(first, 'Error', 'Code')) ?? 'Unsuccessful')
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`
  return new AwsError({
    code,
    ...meaning(service, action, code),
    errorClass: classIn(service, action, code) ?? 'unknown',
    action,
    status: statusOf(reply) || 200,
    requestId: text(at(reply, '$metadata', 'requestId')),
    fields: first,
    said: `${text(at(first, 'Error', 'Message')) ?? 'AWS gave no reason'}${others}`,
  })
}

/** The HTTP status of a reply or an error; 0 when it carries none. */
export function statusOf(answer: unknown): number {
  const status = at(member(answer, '$metadata'), 'httpStatusCode') ?? member(member(answer, '$response'), 'statusCode')
  return typeof status === 'number' ? status : 0
}

/**
 * The account that STS has named for the access key that signed the call which a reply or an error answers; undefined where
 * none is known. `Cloud` puts it into `$metadata`.
 */
export function accountOf(answer: unknown): string | undefined {
  return text(at(member(answer, '$metadata'), 'account'))
}

/** What a code asks of the engine as the answer to an action. */
function classIn({ errors }: Service, action: string, code: string): ErrorClass | undefined {
  return exact(errors, `${action} ${code}`) ?? classOf(errors, code)
}

/** What else a code says: what people can do, and what it means as the answer to any other action. */
function meaning(
  { errors, advice = [] }: Service,
  action: string,
  code: string,
): Pick<Failure, 'advice' | 'elsewhere'> {
  const step = [...advice, ...commonAdvice].find(([pattern]) => pattern.test(code))?.[1]
  const elsewhere = exact(errors, `${action} ${code}`) === undefined ? undefined : classOf(errors, code)
  return { ...(step === undefined ? {} : { advice: step }), ...(elsewhere === undefined ? {} : { elsewhere }) }
}

function classOf(table: ErrorTable, code: string): ErrorClass | undefined {
  return exact(table, code) ?? exact(common, code) ?? pattern(table, code) ?? pattern(common, code)
}

function exact(table: ErrorTable, code: string): ErrorClass | undefined {
  return classes.find((name) => table[name]?.includes(code))
}

function pattern(table: ErrorTable, code: string): ErrorClass | undefined {
  return classes.find((name) => table[name]?.some((family) => typeof family !== 'string' && family.test(code)))
}

const classes: readonly ErrorClass[] = [
  'throttle',
  'transient',
  'notyet',
  'blocked',
  'conflict',
  'mismatch',
  'quota',
  'capacity',
  'auth',
  'missing',
  'terminal',
  'unknown',
]

function byStatus(status: number): ErrorClass {
  if (status === 429) return 'throttle'
  if (status === 401 || status === 403) return 'auth'
  return status >= 300 && status < 500 && status !== 408 ? 'unknown' : 'transient'
}

/** The SDK names its errors after AWS's code; one without a code it names after the service. Below the SDK, Node names them all `Error` and keeps a code. */
function codeOf(error: unknown, service: Service): string {
  if (regionRefused(error)) return 'RegionNotAccepted'
  // What the SDK can make an error of AWS's out of has a fault, the client's or the server's.
  const answered = beginningOf(error) !== undefined
  if (answered && member(error, '$fault') === undefined) return strange
  const names = [member(error, 'name'), member(error, 'Code'), member(error, 'ErrorCode'), member(error, 'code')]
  const base = `${service.name}serviceexception`
  const says = (name: string | undefined) => name && !unspecific.has(name) && name.toLowerCase() !== base
  const found = names.map(text).find(says)
  return bare(found ?? (answered ? strange : 'UnknownError'))
}

const unspecific: ReadonlySet<string> = new Set([
  'Error',
  'AggregateError',
  'TypeError',
  'DNSException',
  'UnknownError',
  'Unknown',
])

function bare(code: string): string {
  return code.replace(/^(Client|Server)\./, '')
}

const framework: ReadonlySet<string> = new Set([
  'name',
  'message',
  'stack',
  'cause',
  'Message',
  'Code',
  'Type',
  'RequestId',
  'requestId',
])

function fieldsOf(error: unknown): Item {
  if (!(error instanceof Error)) return isItem(error) ? error : {}
  return Object.fromEntries(Object.entries(error).filter(([key]) => !framework.has(key) && !key.startsWith('$')))
}

/** A member of any object, an error's included. */
function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

/** So much of a message is looked at: what is left out of it stands at its end, and may be longer than what is kept. */
const readable = 4096

function lasting(said: string): string {
  return said
    .replace(/\s*Encoded authorization failure message: *\S+/gi, '')
    .replace(/[\s,;(]*request ?id:? *[0-9a-f][\w-]{7,}\)?/gi, '')
    .trim()
}
