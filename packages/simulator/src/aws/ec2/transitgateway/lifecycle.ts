import type { Region } from '../../engine/region.ts'
import { transition } from '../../engine/transition.ts'
import { removeInterface } from '../interface/interface.ts'
import { type TransitGatewayAttachmentRow, TransitGatewayAttachments } from './row.ts'

/** How long AWS still shows an attachment that is deleted, in milliseconds; how long it does is not documented. */
const linger = 3_600_000

/** Whether nothing of an attachment is left but its record. */
export const over = ({ State }: TransitGatewayAttachmentRow) =>
  State === 'deleted' || State === 'failed' || State === 'rejected'

/** Shows an attachment to the owner of its gateway, where that is another account: tags are each account's own. */
export function mirror(region: Region, row: TransitGatewayAttachmentRow): void {
  if (row.TransitGatewayOwnerId === region.account) return
  const there = region.peer(region.name, row.TransitGatewayOwnerId).table(TransitGatewayAttachments)
  there.put({ ...row, Tags: there.get(row.id)?.Tags ?? [] })
}

type State = NonNullable<TransitGatewayAttachmentRow['State']>

function step(from: readonly State[], to: State) {
  return (row: TransitGatewayAttachmentRow, region: Region): Partial<TransitGatewayAttachmentRow> | undefined => {
    if (row.State === undefined || !from.includes(row.State)) return undefined
    mirror(region, { ...row, State: to })
    return { State: to }
  }
}

function release(row: TransitGatewayAttachmentRow, region: Region): void {
  for (const id of row.NetworkInterfaceIds) removeInterface(region, id)
}

/** The life of an attachment, in the account of its VPC. */
export const attachmentTransitions = {
  'tgw.attachment.available': transition(TransitGatewayAttachments, {
    after: 60_000,
    apply: step(['pending'], 'available'),
    fail: (row, _failure, region) => {
      release(row, region)
      return step(['pending'], 'failed')(row, region)
    },
  }),
  'tgw.attachment.modified': transition(TransitGatewayAttachments, {
    after: 30_000,
    apply: step(['modifying'], 'available'),
  }),
  'tgw.attachment.deleted': transition(TransitGatewayAttachments, {
    after: 40_000,
    apply(row, region) {
      release(row, region)
      return step(['deleting'], 'deleted')(row, region)
    },
    next: 'tgw.attachment.gone',
  }),
  'tgw.attachment.gone': transition(TransitGatewayAttachments, { after: linger, apply: () => 'remove' }),
}
