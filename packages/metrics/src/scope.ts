import type { Book } from './book.ts'
import { other } from './definition.ts'

/** Where objects live in AWS. */
export interface Place {
  readonly account: string
  readonly region: string
}

/** Most places that are told apart. */
const most = 20

/** How many objects live in each account and region. Bounded, so that places can be labels. */
export class Scopes {
  readonly #counts = new Map<string, { readonly place: Place; objects: number }>()

  /** The place as it is counted; the same one from the first time on. */
  of({ account, region }: Place): Place {
    const key = `${account} ${region}`
    const known = this.#counts.get(key)
    if (known !== undefined) return known.place
    if (this.#counts.size >= most && account !== other) return this.of({ account: other, region: other })
    const place = { account, region }
    this.#counts.set(key, { place, objects: 0 })
    return place
  }

  /** An object came to a place, or left it. */
  add({ account, region }: Place, by: 1 | -1): void {
    const counted = this.#counts.get(`${account} ${region}`)
    if (counted !== undefined) counted.objects += by
  }

  show(book: Book): void {
    for (const { place, objects } of this.#counts.values()) book.set('windlass_scope_resources', { ...place }, objects)
  }
}
