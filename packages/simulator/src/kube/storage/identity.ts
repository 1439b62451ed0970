import { createHash } from 'node:crypto'
import type { Random } from '@windlass/core/time'

const letters = 'bcdfghjklmnpqrstvwxz2456789'

/** Names and uids for new objects: repeatable from the seed, never the same twice, also after a restore. */
export class Identity {
  constructor(
    private salt: string,
    private counter = 0,
  ) {}

  static from(random: Random): Identity {
    const word = () =>
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0')
    return new Identity(word() + word())
  }

  /** A version 4 UUID. */
  uid(): string {
    const hex = this.draw()
    const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16)
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      variant + hex.slice(17, 20),
      hex.slice(20, 32),
    ].join('-')
  }

  /** The five letters that follow `generateName`. */
  suffix(): string {
    const hex = this.draw()
    return [0, 2, 4, 6, 8].map((i) => letters[Number.parseInt(hex.slice(i, i + 2), 16) % letters.length]).join('')
  }

  save(): { readonly salt: string; readonly counter: number } {
    return { salt: this.salt, counter: this.counter }
  }

  restore(salt: string, counter: number): void {
    this.salt = salt
    this.counter = counter
  }

  private draw(): string {
    this.counter++
    return createHash('sha256').update(`${this.salt}:${this.counter}`).digest('hex')
  }
}

/** RFC 3339 to the second, as Kubernetes writes times. */
export const timestamp = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`
