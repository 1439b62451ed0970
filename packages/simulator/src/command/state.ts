import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRecord } from '@windlass/core/kube'

/** A saved world that cannot be read or written. */
export class StateError extends Error {
  override readonly name = 'StateError'
  readonly code = 'State'
}

/** A world in a file: written whole or not at all, so a crash leaves the last one that was. */
export class StateFile {
  readonly #folder: string
  readonly #file: string
  #last = ''

  constructor(folder: string, name: string) {
    this.#folder = folder
    this.#file = join(folder, `${name}.json`)
  }

  /** What was saved; undefined when nothing was. Rejects with `StateError`. */
  async load(): Promise<unknown> {
    try {
      this.#last = await readFile(this.#file, 'utf8')
      return JSON.parse(this.#last)
    } catch (error) {
      if (isRecord(error) && error.code === 'ENOENT') return undefined
      throw this.#failure('read', error)
    }
  }

  /** Saves a world, unless it is the one that was saved last. Rejects with `StateError`. */
  async save(world: unknown): Promise<void> {
    const text = JSON.stringify(world)
    if (text === this.#last) return
    try {
      await mkdir(this.#folder, { recursive: true })
      await writeFile(`${this.#file}.new`, text, { mode: 0o600 })
      await rename(`${this.#file}.new`, this.#file)
      this.#last = text
    } catch (error) {
      throw this.#failure('written', error)
    }
  }

  #failure(what: string, error: unknown): StateError {
    const why = error instanceof Error ? error.message : String(error)
    return new StateError(`${this.#file} cannot be ${what}: ${why}.`, { cause: error })
  }
}
