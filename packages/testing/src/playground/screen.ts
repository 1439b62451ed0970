import { line, type Progress, widthsOf } from './progress.ts'

/** Where people read: a terminal, or a plain stream of lines. */
export interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** Shows objects on their way: a table that stays in its place on a terminal, else one line for each change. */
export class Screen {
  readonly #output: Output
  readonly #shown = new Map<string, string>()
  #height = 0

  constructor(output: Output) {
    this.#output = output
  }

  show(all: readonly Progress[]): void {
    if (this.#output.isTTY) this.#table(all)
    else this.#changes(all)
  }

  /** A text below the table, which starts anew after it. */
  say(text: string): void {
    this.#output.write(text)
    this.#height = 0
  }

  #table(all: readonly Progress[]): void {
    const widths = widthsOf(all)
    // Some terminals do not know their width, and say 0.
    const columns = this.#output.columns || 100
    const lines = all.map((each) => cut(line(each, widths), columns))
    const done = all.filter(({ synced }) => synced).length
    const text = [...lines, `${done} of ${all.length} in sync`].map((each) => `\x1b[2K${each}\n`).join('')
    if (this.#shown.get('') === text) return
    this.#shown.set('', text)
    this.#output.write(`${this.#height > 0 ? `\x1b[${this.#height}A` : ''}${text}`)
    this.#height = lines.length + 1
  }

  #changes(all: readonly Progress[]): void {
    const widths = widthsOf(all)
    for (const each of all) {
      const key = `${each.kind}/${each.name}`
      const text = line(each, { ...widths, id: 26 })
      if (this.#shown.get(key) === text) continue
      this.#shown.set(key, text)
      this.#output.write(`${text}\n`)
    }
  }
}

const cut = (text: string, columns: number) => (text.length < columns ? text : `${text.slice(0, columns - 2)}…`)
