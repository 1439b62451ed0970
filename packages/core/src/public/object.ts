/** What the engine writes into objects, for whoever reads them: reasons, annotations, tags. */
import '../runtime/check.ts'

export { ownerTags } from '../kind/service.ts'
export { decode as decodeIntent, type Intent } from '../reconcile/identity/intent.ts'
export { schedule } from '../reconcile/outcome.ts'
export type { Cause } from '../reconcile/reason/row.ts'
export { headings, isReason, type Reason, reasons } from '../reconcile/reason/table.ts'
export { particular, unadvised } from '../reconcile/status/advice.ts'
export { ack as ackAnnotation, annotation } from '../reconcile/wish/names.ts'
export { iso } from '../time/iso.ts'
export { cut, escaped, foreign } from '../words/foreign.ts'
export { sentence } from '../words/sentence.ts'
