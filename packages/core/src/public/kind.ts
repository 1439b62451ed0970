/** The types that declarations are made of, and what few kinds need. */
import '../runtime/check.ts'

export type { Access, Condition, Permission } from '../kind/access/permission.ts'
export type { AttributeMap } from '../kind/attribute.ts'
export type { Blocker, Blocking } from '../kind/blocker.ts'
export { stayWith, unset } from '../kind/crd/cel.ts'
export type { CreateOnly } from '../kind/createonly.ts'
export type { ServiceKinds } from '../kind/define.ts'
export type { Definition, Finder, Ref, Rule, Seen, SpecFor, Tags } from '../kind/definition.ts'
export type { Observed } from '../kind/erase.ts'
export type { Pair } from '../kind/facet/act.ts'
export type { Batches } from '../kind/facet/batch.ts'
export type { Entries } from '../kind/facet/entries.ts'
export type { Facet } from '../kind/facet/facet.ts'
export type { Slot } from '../kind/facet/slot.ts'
export type { Subresource } from '../kind/facet/subresource.ts'
export type { Extra, Field, FieldSchema, Fields, Shaped } from '../kind/field.ts'
export { withTags } from '../kind/find.ts'
export { statusOf } from '../kind/project.ts'
export type { Part } from '../kind/reply/part.ts'
export { byFilter, byListing, type ItemOf, type Read } from '../kind/reply/read.ts'
export { type State, type States, stateOf } from '../kind/reply/state.ts'
export { createRequest } from '../kind/request.ts'
export {
  type Bucket,
  type Connected,
  type Connection,
  declaredTags,
  type ErrorClass,
  type Tagging,
} from '../kind/service.ts'
export type { Call, Step } from '../kind/step.ts'
export { UnknownUse, type User } from '../kind/user.ts'
export { ConversionError, toAWS, toKubernetes } from '../schema/convert.ts'
export { same } from '../schema/json.ts'
export { type Name, type Named, name } from '../schema/name.ts'
export { narrowed } from '../schema/narrow.ts'
export {
  actionOf,
  type Command,
  type Input,
  type Operation,
  type Output,
  type Shape,
  signature,
} from '../schema/shape.ts'
