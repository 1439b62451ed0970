import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Milliseconds that a block of Prometheus covers. */
const block = 7_200_000

/**
 * What Prometheus would have scraped, written down as OpenMetrics with the times of the scrapes: one file for each block, so that
 * importing reads every line once.
 */
export class Tape {
  readonly files: string[] = []
  readonly #folder: string
  #open: { readonly start: number; readonly file: number } | undefined

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Adds the series of one process, as of a time in milliseconds. The labels of the process are put on each of them. */
  add(text: string, target: Readonly<Record<string, string>>, at: number): void {
    const attached = Object.entries(target)
      .map(([label, value]) => `${label}="${value}"`)
      .join(',')
    const time = (at / 1000).toFixed(3)
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    writeSync(this.#file(at), `${lines.map((line) => labelled(line, attached, time)).join('\n')}\n`)
  }

  end(): void {
    if (this.#open === undefined) return
    writeSync(this.#open.file, '# EOF\n')
    closeSync(this.#open.file)
    this.#open = undefined
  }

  #file(at: number): number {
    const start = at - (at % block)
    if (this.#open?.start === start) return this.#open.file
    this.end()
    const path = join(this.#folder, `${start}.om`)
    const file = openSync(path, 'w')
    this.files.push(path)
    this.#open = { start, file }
    return file
  }
}

/** A label of the series that the target has as well is renamed, as Prometheus does where labels are not honoured. */
function labelled(line: string, attached: string, time: string): string {
  const space = line.lastIndexOf(' ')
  const series = line.slice(0, space)
  const value = line.slice(space + 1).replace('Nan', 'NaN')
  const brace = series.indexOf('{')
  if (brace === -1) return `${series}{${attached}} ${value} ${time}`
  const own = series.slice(brace + 1, -1).replace(/(^|,)namespace=/, '$1exported_namespace=')
  return `${series.slice(0, brace)}{${attached},${own}} ${value} ${time}`
}
