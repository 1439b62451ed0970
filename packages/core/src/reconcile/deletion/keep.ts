import { text } from '../../schema/json.ts'
import { removeOwnerTags } from '../duplicate/remove.ts'
import type { Outcome } from '../outcome.ts'
import type { Pass } from '../pass.ts'
import type { Action, Keeper } from '../plan.ts'
import { logChange, recordChange, recordRetained } from '../status/event.ts'
import { release } from '../write/write.ts'

/** Lets the Kubernetes object go and keeps its AWS object, which by a policy is nobody's from then on. */
export async function keep(pass: Pass, { by, against }: Extract<Action, { do: 'keep' }>): Promise<Outcome> {
  const { kind, observer } = pass.tools
  if (by !== 'definition') await removeOwnerTags(pass)
  if (against !== undefined) recordRetained(pass, `${pass.object.metadata.namespace} keeps it by ${against}`)
  if (by !== 'reader') observer.happened({ is: 'kept', kind: kind.name, by })
  return await letGo(pass, because(by))
}

function because(by: Keeper): string {
  switch (by) {
    case 'definition':
      return 'its definition is being deleted, and the AWS object is kept'
    case 'aws':
      return 'AWS deletes it only together with what it belongs to'
    case 'reader':
    case 'policy':
    case 'namespace':
      return 'its policy is to keep the AWS object'
  }
}

/** Lets the Kubernetes object go: nothing is left to do for it. */
export async function letGo(pass: Pass, because: string): Promise<Outcome> {
  await release(pass)
  const { kind, observer, clock } = pass.tools
  const asked = Date.parse(pass.object.metadata.deletionTimestamp ?? '')
  observer.happened({ is: 'deleted', kind: kind.name, ms: Number.isNaN(asked) ? 0 : clock.now() - asked })
  const did = `${kind.name}: ${because}`
  recordChange(pass, 'Deleted', did, 'Delete')
  logChange(pass, 'Deleted', { did, id: text(pass.object.status?.[kind.id.field]) })
  return { is: 'gone' }
}
