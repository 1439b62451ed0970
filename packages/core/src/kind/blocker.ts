import type { Item } from '../schema/json.ts'
import type { Read } from './reply/read.ts'

/** One sort of AWS object that may stand in the way of a delete, or of a step. */
export interface Blocker {
  /** What it is called: `network interface`. */
  readonly noun: string
  readonly read: Read
  /** The key to read by; the id of the object when absent. Undefined when there is nothing to ask. */
  key?(seen: { readonly id: string; readonly item: Item }): string | undefined
  /**
   * How an item is named: `eni-1 (interface NAT gateway nat-1)`. Undefined when it does not stand in the way of the
   * object with this id.
   */
  name(item: Item, id: string): string | undefined
}

/** An AWS object found to stand in the way of a delete. */
export interface Blocking {
  /** The noun of its `Blocker`. */
  readonly noun: string
  readonly name: string
  readonly item: Item
}
