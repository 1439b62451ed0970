import { Checker } from '../definition/check.ts'
import { Rules } from '../schema/rules.ts'
import { Compiler } from '../schema/schema.ts'
import type { JsonObject } from '../value/json.ts'
import { builtinResources, definitions } from './builtin.ts'
import { definedResources } from './definition.ts'
import type { Resource } from './resource.ts'

/** Everything that is compiled once: schemas and rules. Worlds may share one, because nothing in it depends on what a world holds. */
export class Compilation {
  readonly rules = new Rules()
  /** What definitions are checked with. */
  readonly checker = new Checker()
  readonly builtin: readonly Resource[]
  private readonly compiler = new Compiler({ definitions, builtin: true })
  private readonly known = new WeakMap<JsonObject, readonly Resource[]>()

  constructor() {
    this.builtin = builtinResources(this.compiler)
  }

  /** What a CustomResourceDefinition serves. The definition must be frozen. */
  defined(definition: JsonObject): readonly Resource[] {
    const known = this.known.get(definition)
    if (known !== undefined) return known
    const resources = definedResources(definition, this.compiler)
    this.known.set(definition, resources)
    return resources
  }
}
