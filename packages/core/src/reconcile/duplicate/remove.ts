import { AwsError } from '../../aws/error.ts'
import { ownerTags } from '../../kind/service.ts'
import { KubeError } from '../../kube/transport.ts'
import { type Item, text } from '../../schema/json.ts'
import { take } from '../change/take.ts'
import { blank, encode } from '../identity/intent.ts'
import { withOwnTags } from '../identity/search.ts'
import { observedOf } from '../observe.ts'
import { signedByUs } from '../ownership/owner.ts'
import type { Pass } from '../pass.ts'
import { recordChange } from '../status/event.ts'
import { annotation } from '../wish/names.ts'
import { annotate, Stale } from '../write/write.ts'
import { disposition } from './disposition.ts'
import type { Duplicate } from './judge.ts'

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
    const observed = await observedOf(pass, duplicate.id, spec, item)
    if (observed === undefined) return
    await markForDeletion(pass, duplicate.id)
    for (const step of kind.teardown(observed)) {
      const refused = await take(pass, step)
      if (refused instanceof AwsError) throw refused
    }
    await pass.aws.send(kind.erase(observed))
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
  if (item === undefined || kind.state(item).is === 'gone') return undefined
  return (await withOwnTags(pass, { id, item })).item
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
