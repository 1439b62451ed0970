import { taken } from '../definition/accepted.ts'
import { checkDefinition } from '../definition/check.ts'
import { type Json, type JsonObject, text } from '../value/json.ts'
import { absent } from '../value/status.ts'
import { crdStorage } from './builtin.ts'
import type { Compilation } from './compilation.ts'
import { prepareDefinition } from './definition.ts'
import { groupVersion, type Resource, type Target } from './resource.ts'

/** Every kind the cluster serves at the moment. */
export class Registry {
  private readonly compilation: Compilation
  private readonly builtin: readonly Resource[]
  private readonly custom = new Map<string, readonly Resource[]>()
  private readonly definitions = new Map<string, JsonObject>()
  private byPath = new Map<string, Resource>()
  private changes = 0

  /** `now` gives the RFC 3339 time for conditions of definitions. */
  constructor(compilation: Compilation, now: () => string) {
    this.compilation = compilation
    this.builtin = compilation.builtin.map((resource) => {
      if (resource.storage !== crdStorage) return resource
      return {
        ...resource,
        prepare: (next: JsonObject, live: JsonObject | undefined) =>
          prepareDefinition(next, live, this.others(next), now()),
        check: (next: JsonObject, live: JsonObject | undefined) => checkDefinition(next, live, compilation.checker),
      }
    })
    this.index()
  }

  /** Grows with every change of what is served. */
  get revision(): number {
    return this.changes
  }

  all(): readonly Resource[] {
    return [...this.byPath.values()]
  }

  /** The resource at a group version and plural, or undefined when it is not served. */
  find(group: string, version: string, plural: string): Resource | undefined {
    return this.byPath.get(`${group}/${version}/${plural}`)
  }

  /** Where an object belongs by its own apiVersion, kind, namespace and name. Throws 404 for a kind that is not served. */
  locate(value: Json): Target {
    const resource = this.all().find(
      (each) => groupVersion(each) === text(value, 'apiVersion') && each.kind === text(value, 'kind'),
    )
    if (resource === undefined) throw absent()
    const namespace = resource.namespaced ? text(value, 'metadata', 'namespace') || 'default' : ''
    return { resource, namespace, name: text(value, 'metadata', 'name'), subresource: '' }
  }

  /** One served version of a stored resource, for what concerns all of its objects. */
  byStorage(storage: string): Resource | undefined {
    return (
      this.all().find((resource) => resource.storage === storage && groupVersion(resource) === resource.stored) ??
      this.all().find((resource) => resource.storage === storage)
    )
  }

  /** Serves what a CustomResourceDefinition, as the store has it, declares, instead of what it declared before. */
  define(name: string, definition: JsonObject | undefined): void {
    if (definition === undefined) {
      this.custom.delete(name)
      this.definitions.delete(name)
    } else {
      this.custom.set(name, this.compilation.defined(definition))
      this.definitions.set(name, definition)
    }
    this.index()
  }

  /** The names that other definitions of the group have. */
  private others(definition: JsonObject) {
    return taken(this.definitions.values(), text(definition, 'spec', 'group'), text(definition, 'metadata', 'name'))
  }

  private index(): void {
    this.changes++
    const served = [...this.builtin, ...[...this.custom.values()].flat()]
    this.byPath = new Map(
      served.map((resource) => [`${resource.group}/${resource.version}/${resource.plural}`, resource]),
    )
  }
}
