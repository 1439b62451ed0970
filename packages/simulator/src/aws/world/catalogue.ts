import type { BucketSize } from '../engine/bucket.ts'
import { type Bucket, sizeOf } from '../engine/bucket.ts'
import type { Module, Operation } from '../engine/operation.ts'
import type { Quota } from '../engine/quota.ts'
import { references } from '../engine/reference.ts'
import type { References, Transition } from '../engine/region.ts'
import type { AnyDefinition } from '../engine/table.ts'
import type { OperationShape, Service } from '../schema/service.ts'

/** An operation that somebody has written. */
export interface Written {
  readonly service: Service
  readonly shape: OperationShape
  readonly operation: Operation
}

/** Everything the modules of a world bring, found by its name. */
export class Catalogue {
  readonly services: readonly Service[]
  readonly tables: readonly AnyDefinition[]
  readonly quotas: Readonly<Record<string, Quota>>
  readonly transitions: ReadonlyMap<string, Transition>
  readonly references: References
  readonly #operations: ReadonlyMap<string, Operation>
  readonly #buckets: ReadonlyMap<string, Bucket>

  /**
   * Where two modules have an operation, the later one counts. Throws `TypeError` when two tables or two services share a name, or
   * when the SDK does not know an operation.
   */
  constructor(modules: readonly Module[]) {
    const named = <T>(from: (module: Module) => Readonly<Record<string, T>> | undefined) =>
      new Map(
        modules.flatMap((module) =>
          Object.entries(from(module) ?? {}).map(([name, one]) => [`${module.service.name}/${name}`, one] as const),
        ),
      )
    this.services = distinct('services', [...new Set(modules.map(({ service }) => service))])
    this.tables = distinct('tables', [...new Set(modules.flatMap(({ tables = [] }) => tables))])
    this.quotas = Object.fromEntries(modules.flatMap(({ quotas = {} }) => Object.entries(quotas)))
    this.transitions = new Map(modules.flatMap(({ transitions = {} }) => Object.entries(transitions)))
    this.references = references(modules.flatMap((module) => module.references ?? []))
    this.#operations = named(({ operations }) => operations)
    this.#buckets = named(({ buckets }) => buckets)
    for (const { service, operations } of modules)
      for (const name of Object.keys(operations))
        if (!service.operations.has(name)) throw new TypeError(`The SDK of ${service.name} has no operation ${name}.`)
  }

  /** The operations somebody has written, as `service/Name`. */
  names(): string[] {
    return [...this.#operations.keys()].sort()
  }

  /** Throws `TypeError` for a service that no module serves. */
  service(name: string): Service {
    const found = this.services.find((one) => one.name === name)
    if (found !== undefined) return found
    const known = this.services.map((one) => one.name).join(', ')
    throw new TypeError(`The simulator does not have the service ${name}: it has ${known}.`)
  }

  find(service: string, name: string): Written | undefined {
    const of = this.service(service)
    const operation = this.#operations.get(`${service}/${name}`)
    const shape = of.operations.get(name)
    return operation && shape && { service: of, shape, operation }
  }

  /** The request bucket of a call; undefined where the service has none. */
  bucket({ service, shape, operation }: Written, input: unknown): BucketSize | undefined {
    const usual = service.buckets?.[operation.mutates === false ? 'read' : 'write']
    const own = this.#buckets.get(`${service.name}/${shape.name}`)
    return own === undefined ? usual : sizeOf(own, input)
  }
}

function distinct<T extends { readonly name: string }>(what: string, all: readonly T[]): readonly T[] {
  const twice = all.find(({ name }, place) => all.findIndex((one) => one.name === name) < place)
  if (twice !== undefined) throw new TypeError(`Two ${what} have the name ${twice.name}.`)
  return all
}
