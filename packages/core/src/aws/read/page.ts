import type { Service } from '../../kind/service.ts'
import { type Item, text } from '../../schema/json.ts'
import { actionOf, type Operation, signature } from '../../schema/shape.ts'
import type { Lane } from '../../telemetry/observer.ts'
import type { Caller, LateCall } from '../caller.ts'
import { AwsError, reading } from '../error.ts'
import type { Scope } from '../scope.ts'

/** More pages than any account holds: a listing that does not end is AWS's fault or ours, and must not run forever. */
const most = 10_000

/** Makes a read call, follows its pages to the end and answers them all. Rejects as `Caller.call` does. */
export async function paged(
  caller: Caller,
  service: Service,
  scope: Scope,
  call: LateCall,
  lane: Lane,
  signal: AbortSignal,
): Promise<readonly Item[]> {
  let first: Item = {}
  const start: LateCall = {
    operation: call.operation,
    input: () => {
      first = call.input()
      return first
    },
  }
  const outputs = [await caller.late(service, scope, start, lane, signal)]
  const seen = new Set<string>()
  for (;;) {
    const last = outputs.at(-1) ?? {}
    const next = reading(actionOf(call.operation), () => following(call.operation, last), last)
    if (next === undefined) return outputs
    if (seen.has(next.token) || seen.size >= most) throw endless(call.operation)
    seen.add(next.token)
    const input = { ...first, [next.member]: next.token }
    outputs.push(await caller.call(service, scope, { operation: call.operation, input }, lane, signal).catch(broken))
  }
}

/** The request member and the token that ask for the next page; undefined at the last one. */
function following(operation: Operation, output: Item): { member: string; token: string } | undefined {
  const token = text(output.NextToken)
  if (token) return { member: 'NextToken', token }
  const marker = text(output.NextMarker)
  if (!marker) return undefined
  const { input } = signature(operation)
  const same = input.is === 'structure' && input.members().some(({ name }) => name === 'NextMarker')
  return { member: same ? 'NextMarker' : 'Marker', token: marker }
}

/** The first page was accepted, so what is refused now is the page token: the whole listing is worth another try. */
function broken(error: unknown): never {
  if (!(error instanceof AwsError) || (error.errorClass !== 'terminal' && error.errorClass !== 'unknown')) throw error
  const { code, action, status, requestId, said } = error
  throw new AwsError({ code, errorClass: 'transient', action, status, requestId, said, cause: error })
}

function endless(operation: Operation): AwsError {
  const action = actionOf(operation)
  const said = 'AWS answered the same page token twice; the listing is repeated later'
  return new AwsError({ code: 'EndlessListing', errorClass: 'transient', action, status: 200, said })
}
