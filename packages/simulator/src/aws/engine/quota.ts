/** A limit of a service. AWS reports it by a code, under which a module lists it. */
export interface Quota {
  readonly limit: number
  /** AWS's word for what is counted, in its usual sentence; `resources` unless given. */
  readonly of?: string
  /** AWS's sentence, where it is not the usual one. */
  says?(limit: number): string
}

/** The limits in force: those of the modules, the world's own, and changes for one account and region. */
export class Quotas {
  readonly #declared: Readonly<Record<string, Quota>>
  readonly #base: Readonly<Record<string, number>>
  readonly #changed = new Map<string, number>()

  /** `base` are other limits than those declared. */
  constructor(declared: Readonly<Record<string, Quota>>, base: Readonly<Record<string, number>> = {}) {
    this.#declared = declared
    this.#base = base
  }

  limit(account: string, region: string, code: string): number {
    return (
      this.#changed.get(`${account}/${region}/${code}`) ??
      this.#changed.get(`*/*/${code}`) ??
      this.#base[code] ??
      this.#declared[code]?.limit ??
      Number.POSITIVE_INFINITY
    )
  }

  /** AWS's sentence for a limit that is reached. */
  message(code: string, limit: number): string {
    const { of = 'resources', says } = this.#declared[code] ?? {}
    return says?.(limit) ?? `The maximum number of ${of} has been reached.`
  }

  /** Changes a limit; account and region `*` change it everywhere. */
  set(account: string, region: string, code: string, limit: number): void {
    this.#changed.set(`${account}/${region}/${code}`, limit)
  }

  entries(): [string, number][] {
    return [...this.#changed]
  }

  load(entries: readonly [string, number][]): void {
    this.#changed.clear()
    for (const [key, limit] of entries) this.#changed.set(key, limit)
  }
}
