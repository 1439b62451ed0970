import { AwsError } from '../../aws/error.ts'
import { ownerTags } from '../../kind/service.ts'
import { KubeError } from '../../kube/transport.ts'
import { at, type Item, items, text } from '../../schema/json.ts'
import { take } from '../change/act.ts'
import { blank, encode } from '../identity/intent.ts'
import { type Observation, sightOf } from '../observe.ts'
import { claimants, label } from '../ownership/claimants.ts'
import { signedByUs } from '../ownership/owner.ts'
import type { Pass } from '../pass.ts'
import { advisory } from '../status/condition.ts'
import { recordChange } from '../status/event.ts'
import { annotation } from '../wish/names.ts'
import { annotate, Stale } from '../write/write.ts'
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
 * Asks AWS to delete a duplicate. Before that the API server must confirm that the object is still the one that was decided
 * about, AWS that the duplicate is still one, and the id is written down as one that is never to be taken for ours: whoever
 * leads meanwhile, no process takes it for the object from here on. When any of this fails nothing is deleted, and the next
 * listing leads here again; that AWS refused is remembered in the duplicate. The object itself is none the worse for any of it.
 */
export async function deleteDuplicate(pass: Pass, duplicate: Duplicate, spec: Item): Promise<void> {
  const { kind, client, resource, clock, observer } = pass.tools
  try {
    const fresh = await client.get(resource, pass.object.metadata, pass.signal)
    if (fresh.metadata.resourceVersion !== pass.object.metadata.resourceVersion) return
    const item = await reread(pass, duplicate.id, spec)
    if (item === undefined || disposition(pass, spec, { ...duplicate, item }).is !== 'remove') return
    const sight = await sightOf(pass, duplicate.id, spec, item)
    if (sight === undefined) return
    await markForDeletion(pass, duplicate.id)
    for (const step of kind.teardown(sight)) {
      const refused = await take(pass, step)
      if (refused instanceof AwsError) throw refused
    }
    await pass.aws.send(kind.erase(sight))
    duplicate.sentAt = clock.monotonic()
  } catch (error) {
    if (error instanceof Stale || error instanceof KubeError) return
    if (!(error instanceof AwsError)) throw error
    if (error.errorClass === 'blocked') {
      duplicate.left = { why: `AWS will not delete it: ${error.message}`, at: clock.monotonic() }
    }
    return
  }
  observer.happened({ is: 'mutated', kind: kind.name, verb: 'delete', trigger: 'drift' })
  observer.happened({ is: 'dismissed', kind: kind.name })
  recordChange(
    pass,
    'TwinRemoved',
    `${duplicate.id} was made a second time for this object and was deleted again`,
    'Delete',
  )
  const { name, namespace } = pass.object.metadata
  const message = `TwinRemoved: ${duplicate.id} was made a second time for this object and was deleted again`
  observer.log({ level: 'warn', message, kind: kind.name, namespace, name, action: 'Delete', id: duplicate.id })
}

/** The duplicate as AWS has it now; undefined when it is gone. */
async function reread(pass: Pass, id: string, spec: Item): Promise<Item | undefined> {
  const { kind } = pass.tools
  const key = kind.readKey(id, spec)
  const found = await pass.aws.read(kind.read, key)
  const item = found.items.find((each) => text(each[kind.id.member]) === id)
  return item === undefined || kind.state(item).is === 'gone' ? undefined : item
}

/** Writes the id down among those that are never taken for ours again, on exactly the object that was read. */
async function markForDeletion(pass: Pass, id: string): Promise<void> {
  const intent = pass.wish.intent ?? blank(pass)
  if (intent.condemned.includes(id)) return
  await annotate(pass, { [annotation.intent]: encode({ ...intent, condemned: [...intent.condemned, id].slice(-10) }) })
}

/**
 * Takes the owner tags off an AWS object that is kept while its Kubernetes object goes: it is nobody's from here on, and no
 * orphan. Nothing waits for it, and nothing fails when AWS does not do it.
 */
export async function removeOwnerTags(pass: Pass): Promise<void> {
  const { kind } = pass.tools
  const id = text(pass.object.status?.[kind.id.field])
  if (pass.wish.readOnly) return
  if (kind.tagged === undefined || id === undefined || id === '' || pass.scope.account === '') return
  const spec = pass.object.spec ?? {}
  try {
    const item = await reread(pass, id, spec)
    const tags = item === undefined ? [] : kind.service.tagging.of(item)
    if (item === undefined || !signedByUs(pass, tags)) return
    const { account, region } = pass.scope
    const owners: readonly string[] = Object.values(ownerTags)
    const key = kind.tagKey({ id, item, spec, views: {}, account, region })
    await pass.aws.send(
      kind.service.tagging.remove(
        key,
        tags.filter(({ Key }) => owners.includes(Key)),
      ),
    )
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
  }
}

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
