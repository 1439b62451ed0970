import { NormalizedSchema } from '@smithy/core/schema'
import type { StaticOperationSchema, StaticStructureSchema } from '@smithy/types'
import type { AccessFacts } from '../access/facts.ts'
import type { BucketSize } from '../engine/bucket.ts'
import { type Refusals, refusalsOf } from './refusal.ts'
import { record } from './schema.ts'

/** The wire protocols the simulator speaks, by their names in Smithy. */
export type Protocol = 'ec2Query' | 'awsQuery' | 'restJson1' | 'awsJson1_0' | 'awsJson1_1'

/** What there is to know of a service before its operations are written. */
export interface ServiceFacts {
  /** Its name, as kinds and `invoke` give it: `sqs`. */
  readonly name: string
  /** The module of its SDK client: requests and answers are checked against the schemas in there. */
  readonly sdk: object
  readonly protocol: Protocol
  /** The name requests are signed for; `name` unless given. */
  readonly signing?: string
  /** How IAM is asked about its calls. */
  readonly access?: AccessFacts
  /** The version of its API, which stands in its requests: in `Version`, or at the beginning of the path. */
  readonly version?: string
  /** The XML namespace of its answers. */
  readonly namespace?: string
  /** The member that holds the idempotency token of operations that say nothing else. */
  readonly token?: string
  /** How it refuses what no handler sees; as services of its protocol do unless given. */
  readonly refusals?: Partial<Refusals>
  /** Its request buckets for actions without one of their own; without them nothing of it is limited. */
  readonly buckets?: Readonly<Record<'read' | 'write', BucketSize>>
}

/** One operation as the SDK's runtime schemas describe it. `http` is present for REST services only. */
export interface OperationShape {
  readonly service: Service
  readonly name: string
  readonly input: NormalizedSchema
  readonly output: NormalizedSchema
  readonly http: { readonly method: string; readonly path: string; readonly status: number } | undefined
}

/** A service the simulator can answer for. */
export class Service {
  readonly name: string
  readonly protocol: Protocol
  readonly signing: string
  /** The word before the colon in IAM actions. */
  readonly iam: string
  readonly access: AccessFacts
  readonly version: string | undefined
  readonly namespace: string
  readonly token: string | undefined
  readonly refusals: Refusals
  readonly buckets: ServiceFacts['buckets']
  /** Every operation of the SDK's client, by name. */
  readonly operations: ReadonlyMap<string, OperationShape>
  readonly #sdk: ReadonlyMap<string, unknown>

  constructor({
    name,
    sdk,
    protocol,
    signing = name,
    access = {},
    version,
    namespace = '',
    token,
    refusals,
    buckets,
  }: ServiceFacts) {
    this.name = name
    this.protocol = protocol
    this.signing = signing
    this.iam = access.prefix ?? signing
    this.access = access
    this.version = version
    this.namespace = namespace
    this.token = token
    this.refusals = { ...refusalsOf(protocol), ...refusals }
    this.buckets = buckets
    this.#sdk = new Map(Object.entries(sdk))
    this.operations = new Map(
      [...this.#sdk].flatMap(([key, value]) => {
        if (!key.endsWith('$') || !isOperation(value)) return []
        return [[key.slice(0, -1), this.#shape(value)] as const]
      }),
    )
  }

  /** The schema of a modelled error, by code, or undefined when the service models none of that name. */
  errorSchema(code: string): NormalizedSchema | undefined {
    const found = this.#sdk.get(`${code}$`)
    return isError(found) ? NormalizedSchema.of(found) : undefined
  }

  #shape(schema: StaticOperationSchema): OperationShape {
    const http: unknown = record(schema[3])?.http
    const [method, path, status] = Array.isArray(http) ? http : []
    return {
      service: this,
      name: schema[2],
      input: NormalizedSchema.of(schema[4]),
      output: NormalizedSchema.of(schema[5]),
      http: method === undefined ? undefined : { method: String(method), path: String(path), status: Number(status) },
    }
  }
}

/** Declares a service whose operations modules are about to write. */
export function serve(facts: ServiceFacts): Service {
  return new Service(facts)
}

// The first element of a schema in the SDK says what it is of: 9 an operation, -3 an error.
const isOperation = (value: unknown): value is StaticOperationSchema => Array.isArray(value) && value[0] === 9
const isError = (value: unknown): value is StaticStructureSchema => Array.isArray(value) && value[0] === -3
