import type { Tag } from '@aws-sdk/client-ec2'
import type { Service } from '../schema/service.ts'
import type { Bucket } from './bucket.ts'
import type { AwsFault } from './fault.ts'
import type { Quota } from './quota.ts'
import type { Reference } from './reference.ts'
import type { Region, Transition } from './region.ts'
import type { AnyDefinition } from './table.ts'

/*
How to add operations. Write one file per group of AWS resources that exports a `Module`:

- `operations`: one `operation({...})` per AWS action, `describe({...})` (describe.ts) for the reading ones. The handler is
  synchronous, works on `call.region` only and throws `AwsFault`. Whatever it changed before it threw is taken back.
- `transitions`: the life cycle as data (transition.ts); a handler starts one with `call.region.begin('nat.available', id)`.
  A step that gives a literal state writes it `{ State: 'available' as const }`.
- `references`: who refers to whom (reference.ts), so that deletes elsewhere answer DependencyViolation.

Before a handler runs, the frame has checked the request against the SDK's schema, the TagSpecifications, every id named under
`ids` (shape and existence) and the idempotency token. DryRun needs no code: the handler runs and is taken back.
Tables are defined beside the resource (`table` in table.ts), with what the service says about their ids; the module lists them, and
the limits and request buckets of its operations. A module of the simulator's own stands in modules.ts, another one in the options
of the world.
*/

/** What a handler gets besides its input. */
export interface Call {
  readonly region: Region
  /** The tags the request gives the new resource, checked and without duplicates; empty when there are none. */
  readonly tags: Tag[]
  readonly operation: string
}

/** How an id in the request is checked: the table it must be of; with other words for a malformed one, for its shape alone, or without IAM being asked about it. */
export type IdCheck =
  | AnyDefinition
  | { readonly table: AnyDefinition; malformed?(id: string): AwsFault; readonly exists?: false; readonly asked?: false }

/** A further action that the caller of an operation must be allowed. */
export interface Also {
  /** `ec2:CreateNetworkInterface` */
  readonly action: string
  /** An ARN, or `*`. */
  readonly resource: string
  readonly context?: Readonly<Record<string, readonly string[]>>
}

/** What the frame does for an operation before its handler. */
export interface Declaration {
  /** Whether the call changes something: decides bucket, counters and which faults apply. True unless given. */
  readonly mutates?: boolean
  /** Members of the request that hold ids (one, or a list), with the table each must be of. Dots lead into structures. */
  readonly ids?: Readonly<Record<string, IdCheck>>
  /** Ids of objects that IAM is asked about beside those under `ids`: where the request names them by something else. */
  about?(input: object, region: Region): readonly string[]
  /** What AWS does in the caller's name, so that the caller must be allowed to. */
  also?(input: object, region: Region): readonly Also[]
  /** The table the operation puts a row into: its TagSpecifications must name that resource type. */
  readonly creates?: AnyDefinition
  /** The member that holds the idempotency token; false for none. The service's own unless given. */
  readonly token?: string | false
}

/** One operation with its handler, as the frame keeps it. */
export interface Operation extends Declaration {
  handle(input: object, call: Call): object | undefined
  /** Refreshes the remembered answer when a token is seen again; the remembered one is used when absent. */
  replay?(output: object, call: Call): object
}

/** What a new region is to have besides what every region has. */
export interface Fresh {
  /** A default VPC, as new accounts of AWS have. */
  readonly defaultVpc: boolean
}

/** What belongs to one resource of a service, or to a few: a world is made of modules. */
export interface Module {
  /** Whose operations they are. */
  readonly service: Service
  readonly tables?: readonly AnyDefinition[]
  /** Limits by the code that reports them. */
  readonly quotas?: Readonly<Record<string, Quota>>
  /** Request buckets by operation, where they are not the service's usual ones. */
  readonly buckets?: Readonly<Record<string, Bucket>>
  readonly operations: Readonly<Record<string, Operation>>
  /** By name, such as `vpc.available`. Names are unique over all modules. */
  readonly transitions?: Readonly<Record<string, Transition>>
  readonly references?: readonly Reference[]
  /** Puts into a new region what the service has there for everyone. */
  prepare?(region: Region, fresh: Fresh): void
}

/** An operation: a declaration for the frame and a synchronous handler. Name the SDK's request and result types. */
export function operation<Input extends object, Output extends object>(
  spec: Declaration & {
    handle(input: Input, call: Call): Output | undefined
    replay?(output: Output, call: Call): Output
  },
): Operation {
  return spec
}
