export { Caller, type CallerOptions, type LateCall } from './aws/caller.ts'
export { type Cloud, SdkCloud, type SdkCloudOptions, sdkCloud } from './aws/cloud.ts'
export { AwsError, CallRefused, toAwsError } from './aws/error.ts'
export { type Grant, isMutating, Limiter, type LimiterOptions } from './aws/limit.ts'
export type { ReadResult, ReadResults } from './aws/read/batch.ts'
export { Reader, type ReaderOptions } from './aws/read/reader.ts'
export { type Subject, Sweeper, type SweeperOptions } from './aws/read/sweep.ts'
export { type Scope, scopeKey } from './aws/scope.ts'
export {
  type DefaultTag,
  type DesiredTag,
  desiredTags,
  type Owner,
  ownerOf,
  parseDefaultTags,
  plainTags,
  type TagChanges,
  type TagFacts,
  TagFormatError,
  tagChanges,
} from './aws/tag.ts'
export { type Identity, requestHash, tokenFor } from './aws/token.ts'
export { Manager, type ManagerOptions, resourceOf } from './controller/manager.ts'
export type { Home } from './controller/placement/place.ts'
export { warnOfSelectors } from './controller/placement/selector.ts'
export { askedToStop } from './controller/program/asked.ts'
export type { ManagerConfig } from './controller/program/config.ts'
export { fieldExport, iamRoleSelector } from './controller/program/crds.ts'
export { type Vouching, watchCredentials } from './controller/program/credential.ts'
export { IdentityError, type Standing } from './controller/program/identity.ts'
export { runController } from './controller/program/main.ts'
export { FlagError } from './controller/program/parse.ts'
export {
  ClusterError,
  type Metrics,
  type Program,
  type Running,
  type Surroundings,
  startController,
} from './controller/program/run.ts'
export { versionText } from './controller/program/version.ts'
export { ListenError } from './controller/serve/serve.ts'
export { type Actions, actionsOf, policyOf } from './kind/access/policy.ts'
export { accessOf, type PolicyRule, rulesOf } from './kind/access/role.ts'
export { type AttributeMap, attributeMap, json } from './kind/attribute.ts'
export type { Blocker, Blocking } from './kind/blocker.ts'
export { atMost, firstStays, onlyTo, setOrNot } from './kind/crd/cel.ts'
export { type CustomResourceDefinition, crdOf } from './kind/crd/crd.ts'
export { alike, type CreateOnly } from './kind/createonly.ts'
export { type ServiceKinds, service } from './kind/define.ts'
export type {
  Column,
  Definition,
  Finder,
  Ref,
  Rule,
  Seen,
  SpecFor,
  Tags,
} from './kind/definition.ts'
export type { Observed } from './kind/erase.ts'
export type { Pair } from './kind/facet/act.ts'
export type { Batches } from './kind/facet/batch.ts'
export type { Entries } from './kind/facet/entries.ts'
export type { Facet } from './kind/facet/facet.ts'
export type { Slot } from './kind/facet/slot.ts'
export {
  decimal,
  type Extra,
  type Field,
  type FieldSchema,
  type Fields,
  flag,
  list,
  replied,
  requested,
  type Shaped,
  shaped,
  structure,
  text,
  whole,
  word,
} from './kind/field.ts'
export { withTags } from './kind/find.ts'
export { type Kind, KindError, type SpecOf } from './kind/kind.ts'
export { partitionOf, statusOf } from './kind/project.ts'
export { arnOf, type Target } from './kind/reference.ts'
export { live, type Part } from './kind/reply/part.ts'
export { below, byFilter, byListing, filtered, type ItemOf, listed, type Read, single } from './kind/reply/read.ts'
export { type State, type States, stateOf } from './kind/reply/state.ts'
export { createRequest } from './kind/request.ts'
export type {
  Bucket,
  Connected,
  Connection,
  ErrorClass,
  ErrorTable,
  Limits,
  Service,
  Tag,
  Tagging,
} from './kind/service.ts'
export { declaredTags, ownerTags } from './kind/service.ts'
export { type Call, call, type Step } from './kind/step.ts'
export { UnknownUse, type User, user, usersOf } from './kind/user.ts'
export {
  type Draft,
  KubeClient,
  type KubeClientOptions,
  type KubeList,
  type KubeReply,
  type KubeVerb,
  type Preconditions,
  type Selection,
} from './kube/client.ts'
export {
  KubeConfigError,
  type KubeConfigOptions,
  type KubeConnection,
  type KubeCredentials,
  loadKubeConnection,
} from './kube/config.ts'
export { type Occurrence, Recorder, type RecorderOptions } from './kube/event.ts'
export { type FetchTransportOptions, fetchTransport } from './kube/fetch.ts'
export { elect, type Leadership, type LeaseDurations, type LeaseOptions } from './kube/lease.ts'
export { compareVersions, isKubeObject, isRecord, refusal } from './kube/object.ts'
export {
  annotationPatch,
  claimPatch,
  type JsonPatch,
  type JsonPatchOperation,
  type MergePatch,
  releasePatch,
  statusPatch,
} from './kube/patch.ts'
export {
  apiVersion,
  collectionPath,
  KubePathError,
  type ObjectPath,
  objectKey,
  objectPath,
  type Resource,
} from './kube/resource.ts'
export { type Divergence, type Listener, Store } from './kube/store.ts'
export {
  KubeError,
  type KubeObject,
  type KubeRequest,
  type KubeResponse,
  type KubeTransport,
  KubeUnreachable,
  type ObjectMeta,
  type PatchType,
  type WatchEvent,
} from './kube/transport.ts'
export { type InformerObserver, type InformerOptions, inform, type RelistReason } from './kube/watch.ts'
export { grid, Queue, type QueueOptions, type Taken } from './queue/queue.ts'
export { decode as decodeIntent, type Intent } from './reconcile/identity/intent.ts'
export { schedule } from './reconcile/outcome.ts'
export type { Cause } from './reconcile/reason/row.ts'
export { headings, isReason, type Reason, reasons } from './reconcile/reason/table.ts'
export { type Lookup, type Resolution, resolve } from './reconcile/reference/resolve.ts'
export { unadvised } from './reconcile/status/advice.ts'
export { ack as ackAnnotation, annotation } from './reconcile/wish/names.ts'
export { ConversionError, toAWS, toKubernetes } from './schema/convert.ts'
export { at, canonical, type Item, isItem, item, items, rows, same } from './schema/json.ts'
export { type Name, type Named, name } from './schema/name.ts'
export { narrowed } from './schema/narrow.ts'
export type { Describe, Schema } from './schema/openapi.ts'
export { samePolicy } from './schema/policy.ts'
export {
  actionOf,
  type Command,
  type Input,
  type Operation,
  type Output,
  type Shape,
  signature,
} from './schema/shape.ts'
export {
  type CallSeen,
  type Happening,
  type Lane,
  type LogLine,
  lanes,
  type ObjectSeen,
  type ObjectState,
  type Observer,
  type PassSeen,
  silent,
} from './telemetry/observer.ts'
export { type Backoff, delay } from './time/backoff.ts'
export { type Cancel, type Clock, sleep, wallClock } from './time/clock.ts'
export { type Due, Heap } from './time/heap.ts'
export { iso } from './time/iso.ts'
export { type Random, seeded } from './time/random.ts'
export { cut, escaped, foreign } from './words/foreign.ts'
export { sentence } from './words/sentence.ts'
