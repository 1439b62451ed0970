import { type Item, isItem } from '../schema/json.ts'
import type { Operation, Shape } from '../schema/shape.ts'
import type { Permission } from './access/permission.ts'
import type { Blocker, Blocking } from './blocker.ts'
import type { ErasedCreateOnly } from './createonly.ts'
import type { Column, Health, Place, Rule } from './definition.ts'
import type { ErasedFacet, ErasedView, Observed } from './erase.ts'
import type { FieldSchema } from './field.ts'
import { KindError } from './flaw/flaw.ts'
import type { Reference, Target } from './reference.ts'
import type { IdRead, ItemOf, Read } from './reply/read.ts'
import type { State, StateTable } from './reply/state.ts'
import type { Service } from './service.ts'
import type { Call, Step } from './step.ts'

/** A kind as the engine handles it: every default filled in, every type erased. Made by `defineKind` and nowhere else. */
export interface Kind<Spec = Item> {
  /** Never read: it carries the type of the spec. */
  readonly $spec?: Spec
  readonly service: Service
  /** `NATGateway` */
  readonly name: string
  readonly plural: string
  /** What a reference to this kind stands for. */
  readonly target: Target
  readonly finalizer: string
  readonly id: { readonly member: string; readonly field: string }
  readonly create: Operation
  /** The member of the create request that takes an idempotency token, if it has one. */
  readonly token: string | undefined
  /** The create request without token and tags, for a spec whose references are resolved. */
  request(spec: Item): Item
  readonly requestShape: Shape
  readonly requestMembers: Readonly<Record<string, string>>
  readonly read: Read
  /** The key that an object is read by. Others may answer to it as well. */
  readKey(id: string, spec: Item): string
  /** Asks for one object by its id, so that AWS can state that it does not exist. */
  readonly idRead: IdRead
  readonly itemShape: Shape
  /** The id in the reply of a create; undefined when there is none. */
  idOf(reply: Item): string | undefined
  /** Finds objects of ours without their id; undefined for a kind that has neither tags nor a natural key. */
  readonly finder: ErasedFinder | undefined
  /** Finds what has the natural key of a spec, whoever made it; `shared` where several may have it. */
  readonly natural: (ErasedFinder & { readonly shared: boolean }) | undefined
  /** Whether one that is made anew has the id of the one before. */
  readonly stable: boolean
  /** Whether AWS refuses a second object of the same request. */
  exclusive(spec: Item): boolean
  /** Whether a create may be answered with what somebody else has made. */
  readonly answered: boolean
  /** Whether what a create is answered with is ours only once its owner tag is read back. */
  readonly readBack: boolean
  /** Lists everything that was made for objects of one cluster; its key is the cluster's UID. Undefined for a kind without tags. */
  readonly census: Read | undefined
  readonly delete: Operation
  erase(seen: Observed): Call
  teardown(seen: Observed): readonly Step[]
  yields(seen: Observed, blockers: readonly Blocking[]): readonly Step[]
  state(item: Item): State
  /** How the object fares beside whether it is in sync. */
  health(item: Item): Health | undefined
  /** Whether an object that counts as gone has ended as its spec asks, so that none takes its place. */
  ended(item: Item, spec: Item): boolean
  /** Whether AWS deletes an object only together with what it is in, so that it is let go. */
  inseparable(item: Item): boolean
  /** Whether AWS goes on showing an object, in a state of its own, while it deletes it. */
  readonly lingers: boolean
  busy(seen: Observed): string | undefined
  readonly stateMember: string | undefined
  /** What the values of the state members mean. */
  readonly states: StateTable
  readonly views: readonly ErasedView[]
  readonly facets: readonly ErasedFacet[]
  /** How each field that nothing can change is read back, and the fixed part of a field that something can. */
  readonly createOnly: readonly ErasedCreateOnly[]
  /** Paths of the spec fields that AWS never shows. */
  readonly writeOnly: readonly string[]
  readonly references: readonly Reference[]
  /** The resource type in tags; undefined for a kind that takes none. */
  readonly tagged: string | undefined
  tagKey(seen: Observed): string
  status(seen: Observed): Item
  readonly statusOmit: readonly string[]
  readonly statusRename: Readonly<Record<string, string | undefined>>
  readonly statusFields: Readonly<Record<string, FieldSchema>>
  arn(seen: Observed): string | undefined
  late(seen: Observed): Item
  /** The spec fields that `late` may fill in. */
  readonly lateFields: readonly string[]
  readonly fields: Readonly<Record<string, FieldSchema>>
  /** The SDK shapes behind extra fields that have one. */
  readonly fieldShapes: Readonly<Record<string, Shape>>
  readonly required: readonly string[] | undefined
  readonly extraRequired: readonly string[]
  readonly rules: readonly Rule[]
  /** Rules on new objects alone. */
  readonly fresh: readonly Rule[]
  /** Rules on edits of an object that AWS has. */
  readonly fixed: readonly Rule[]
  readonly columns: readonly Column[] | undefined
  readonly blockers: readonly Blocker[]
  /** The operations that facets use. */
  readonly calls: readonly Operation[]
  /** IAM actions that AWS demands besides those of the operations. */
  readonly permissions: readonly Permission[]
}

/** How objects of a kind are found without their id. */
export interface ErasedFinder {
  readonly read: Read
  /** Whether it finds by the owner tag, so that what it shows is ours. */
  readonly byTag: boolean
  key(uid: string, spec: Item, place: Place): string | undefined
  match(item: Item, spec: Item): boolean
}

/** What a service adds to every kind of its own. */
export interface ServiceTraits {
  readonly service: Service
  /** How objects are read by id where the definition does not say. */
  reads?(source: { operation: Operation; items: string; filter: string; id: string }): Read
  /** The request that asks for one object by its id. */
  byId?(source: { operation: Operation; id: string }, key: string): Item
  /** How objects are found by the value of a tag. */
  byTag?(source: { operation: Operation; items: string; tag: string }): Read
  /** The ARN of an object by the type that its tags name, where AWS does not show it. */
  arn?(type: string, seen: { readonly id: string; readonly account: string; readonly region: string }): string
}

/** The spec type of a kind. */
export type SpecOf<K> = K extends Kind<infer Spec> ? Spec : never

export type { ErasedFacet, ErasedView, ItemOf, Observed }
/** Whether a value is an object with members; used by kinds that look into SDK replies. */
export { isItem, KindError }
