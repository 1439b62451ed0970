import type { PromiseNumber } from './promise.ts'

/** A known mistake, planted to see whether anything notices. */
export interface Mutant {
  /** `name-token`: its name on the command line. */
  readonly id: string
  /** The promise that it breaks. */
  readonly promise: PromiseNumber
  /** What somebody did wrong, as a sentence. */
  readonly mistake: string
  /** The file it is made in, from the root of the project, where an edit names no other. */
  readonly file: string
  /** What is written instead of what. Every `find` stands in its file exactly once. */
  readonly edits: readonly Edit[]
  /** The smallest thing that should notice. */
  readonly check: Check
  /** A simulation that has to notice as well, where `check` is none. */
  readonly simulation?: Check
}

export interface Edit {
  readonly find: string
  readonly replace: string
  /** The file, where it is not that of the mutant. */
  readonly file?: string
}

/** Something that passes without the mistake and should not pass with it. */
export type Check =
  /** Test files by their path or a part of it; with `test`, those of their tests whose name holds it. */
  | { readonly is: 'tests'; readonly files: readonly string[]; readonly test?: string }
  /** A plan, `VPC/create/A1`, from as many seeds, beginning with 1. */
  | { readonly is: 'plan'; readonly plan: string; readonly seeds: number }
  /** The type check of the whole project. */
  | { readonly is: 'types' }
  /** All of one sort of runs of one kind. */
  | { readonly is: Sort; readonly kind: string }

/** Crashes or hand-overs at every call, poisoned neighbours, a day at rest, or walks through specs. */
export type Sort = keyof typeof sorts

const sorts = {
  matrix: 'the crash matrix',
  handovers: 'the hand-over matrix',
  neighbours: 'the poisoned neighbours',
  rest: 'a day at rest',
  walks: '40 walks through specs',
} as const

export const isSort = (word: string): word is Sort => Object.hasOwn(sorts, word)

/** A patch that does not fit the source any more: the list must be brought up to date. */
export class Outdated extends Error {
  override readonly name = 'Outdated'
  readonly code = 'Outdated'
  constructor(mutant: Mutant, file: string, find: string, count: number) {
    super(
      `The mutant ${mutant.id} looks for a text that stands ${count} times in ${file}, not once: ${JSON.stringify(find)}`,
    )
  }
}

/** The files that a mistake is made in. */
export function filesOf(mutant: Mutant): readonly string[] {
  return [...new Set(mutant.edits.map(({ file }) => file ?? mutant.file))]
}

/** The source of one of its files with the mistake in it. Throws `Outdated` when a text to replace is not there exactly once. */
export function planted(mutant: Mutant, file: string, source: string): string {
  const edits = mutant.edits.filter((edit) => (edit.file ?? mutant.file) === file)
  return edits.reduce((text, { find, replace }) => {
    const parts = text.split(find)
    if (parts.length !== 2) throw new Outdated(mutant, file, find, parts.length - 1)
    return parts.join(replace)
  }, source)
}

/** A check in words, as a person would type it. */
export function wordsOf(check: Check): string {
  if (check.is === 'plan') return `simulate --plan '${check.plan}', seeds 1 to ${check.seeds}`
  if (check.is === 'types') return 'the type check'
  if (check.is !== 'tests') return `${sorts[check.is]} of ${check.kind}`
  return check.test === undefined ? check.files.join(' ') : `${check.files.join(' ')}: ${check.test}`
}

export const tests = (...files: readonly string[]): Check => ({ is: 'tests', files })
/** The suite of a promise. */
export const promise = (name: string): Check => tests(`packages/ec2/test/promise/${name}.test.ts`)
export const stories: Check = tests('apps/stories')
export const plan = (text: string, seeds = 5): Check => ({ is: 'plan', plan: text, seeds })
export const matrix = (kind: string): Check => ({ is: 'matrix', kind })
export const handovers = (kind: string): Check => ({ is: 'handovers', kind })
export const neighbours = (kind: string): Check => ({ is: 'neighbours', kind })
export const rest = (kind: string): Check => ({ is: 'rest', kind })
export const walks = (kind: string): Check => ({ is: 'walks', kind })

/** One edit. */
export const swap = (find: string, replace: string): readonly Edit[] => [{ find, replace }]
