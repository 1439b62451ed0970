import { at, type Item, items, text } from '../../schema/json.ts'
import type { Observation } from '../observation.ts'
import { claimants, label } from '../ownership/claimants.ts'
import type { Pass } from '../pass.ts'
import { advisory } from '../status/condition.ts'
import { type Disposition, type Duplicate, dispositionOf } from './judge.ts'

/** What becomes of a duplicate of the object of this pass. */
export function disposition(
  pass: Pick<Pass, 'tools' | 'object' | 'scope' | 'memory' | 'wish'>,
  spec: Item,
  duplicate: Duplicate,
): Disposition {
  const { kind, clock, settings } = pass.tools
  const [other] = claimants(pass, duplicate.id)
  return dispositionOf({
    kind,
    duplicate,
    spec,
    uid: pass.object.metadata.uid,
    own: pass.wish.id,
    cluster: settings.clusterUID,
    intent: pass.wish.intent,
    account: pass.scope.account,
    region: pass.scope.region,
    sent: sent(pass),
    named: isNamed(pass, duplicate),
    adopted: pass.wish.adopted,
    readOnly: pass.wish.readOnly,
    retain: pass.wish.retention.is === 'keep',
    holder: other && label(pass, other),
    now: clock.monotonic(),
  })
}

/** The API servers of one cluster may differ by so much (ms). */
const skew = 60_000

/**
 * When creates of an object left: those of this process, and the last one on record, whoever sent it. What is on record is
 * counted by the API server's clock; an earlier version wrote another one, and one of the future says nothing.
 */
function sent(pass: Pick<Pass, 'tools' | 'memory' | 'wish'>): readonly number[] {
  const { clock, client, settings } = pass.tools
  const { sent: own } = pass.memory.attempts
  const { intent } = pass.wish
  const heard = client.time.read()
  if (intent === undefined || intent.uid === '' || intent.epoch === 0 || intent.by === settings.process) return own
  if (heard === undefined || heard.now < intent.at - skew) return own
  return [...own, clock.monotonic() - Math.max(0, heard.now - intent.at)]
}

/** The first duplicate that is to be removed now, and whether a person has named it. */
export function removable(
  pass: Pass,
  spec: Item,
): { readonly duplicate: Duplicate; readonly named: boolean } | undefined {
  const duplicate = pass.memory.duplicates?.find((each) => disposition(pass, spec, each).is === 'remove')
  return duplicate === undefined ? undefined : { duplicate, named: isNamed(pass, duplicate) }
}

const isNamed = ({ wish }: Pick<Pass, 'wish'>, { id }: Duplicate) => wish.removeDuplicate === id

/**
 * What else carries the owner tags of an object that is being deleted goes with it: there is nothing to compare it with. Takes
 * down what a look has shown of that.
 */
export function noteBeside({ memory, tools: { clock } }: Pass, { beside, known: { id } }: Observation): void {
  if (beside === undefined) return
  const { duplicates } = memory
  const first = clock.monotonic()
  memory.duplicates = beside.map((one) => ({
    first,
    ...duplicates?.find((duplicate) => duplicate.id === one.id),
    ...one,
    beside: id,
    sure: true,
  }))
}

/** What status says of duplicates. Until AWS has been listed once, what it says already. */
export function adviceOf(pass: Pass, spec: Item): string | undefined {
  const { duplicates } = pass.memory
  if (duplicates === undefined) {
    const old = items(at(pass.object.status, 'conditions')).find(({ type }) => type === advisory.type)
    return old?.reason === advisory.reason ? text(old.message) : undefined
  }
  const said = duplicates
    .filter((duplicate) => duplicate.sure)
    .map((duplicate) => `${duplicate.id} ${sentence(disposition(pass, spec, duplicate))}`)
  return said.length === 0 ? undefined : `AWS has more than one object for this one: ${said.sort().join('; ')}`
}

function sentence(of: Disposition): string {
  switch (of.is) {
    case 'remove':
    case 'wait':
      return 'is being removed'
    case 'leave':
      return `is left alone, because ${of.why}`
  }
}
