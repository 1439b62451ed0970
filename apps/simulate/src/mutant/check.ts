import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, wallClock } from '@windlass/core/time'
import { type Check, wordsOf } from './mutant.ts'
import type { Tree } from './tree.ts'

/** Who noticed, and the two facts that disagree. */
export interface Notice {
  /** The name of a test, or an oracle and the run in which it spoke. */
  readonly by: string
  readonly facts: string
}

/** Longer than any check takes (ms): what is not over then hangs. */
const patience = 300_000

/** Carries out a check in a tree; undefined when it passes. */
export async function perform(check: Check, tree: Tree, clock: Clock = wallClock): Promise<Notice | undefined> {
  if (check.is === 'tests') return await testing(check, tree, clock)
  if (check.is === 'types') return await typing(check, tree, clock)
  const what = check.is === 'plan' ? [check.is, check.plan, String(check.seeds)] : [check.is, check.kind]
  const ended = await bun(['apps/simulate/src/mutant/probe.ts', ...what], tree, clock)
  if (ended.code === 0) return undefined
  return ended.hung ? hanging(check) : (spoken(ended.said) ?? { by: wordsOf(check), facts: failing(ended.said) })
}

async function testing(check: Extract<Check, { is: 'tests' }>, tree: Tree, clock: Clock): Promise<Notice | undefined> {
  const report = join(tree.folder, 'report.json')
  rmSync(report, { force: true })
  const named = check.test === undefined ? [] : ['-t', check.test]
  const reporters = ['--bail=1', '--reporter=json', `--outputFile.json=${report}`]
  const ended = await bun(
    ['--bun', 'vitest', 'run', '--project', 'unit', ...reporters, ...named, ...check.files],
    tree,
    clock,
  )
  if (ended.code === 0) return undefined
  if (ended.hung) return hanging(check)
  const found = existsSync(report) ? failed(JSON.parse(readFileSync(report, 'utf8'))) : undefined
  return found ?? { by: wordsOf(check), facts: failing(ended.said) }
}

async function typing(check: Check, tree: Tree, clock: Clock): Promise<Notice | undefined> {
  const ended = await bun(['--bun', 'tsc', '--noEmit', '--pretty', 'false', '-p', 'tsconfig.json'], tree, clock)
  if (ended.code === 0) return undefined
  return ended.hung ? hanging(check) : { by: wordsOf(check), facts: failing(ended.said) }
}

const hanging = (check: Check): Notice => ({
  by: wordsOf(check),
  facts: `it ends, but after ${patience / 1000} s it had not`,
})

interface Ended {
  readonly code: number | null
  readonly hung: boolean
  readonly said: string
}

/** Runs a program in the tree. What it started ends with it. */
function bun(args: readonly string[], tree: Tree, clock: Clock): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: tree.folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    let hung = false
    const hear = (words: Buffer) => {
      said = (said + words.toString()).slice(-20_000)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const end = () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }
    // Before the tree is removed: a program that still writes into it would keep it.
    process.prependOnceListener('exit', end)
    const cancel = clock.after(patience, () => {
      hung = true
      end()
    })
    child.on('error', reject)
    child.on('close', (code) => {
      cancel()
      process.off('exit', end)
      resolve({ code, hung, said })
    })
  })
}

/** The breach that the probe printed. */
function spoken(said: string): Notice | undefined {
  for (const line of said.split('\n').filter((each) => each.startsWith('{'))) {
    const found: unknown = JSON.parse(line)
    if (!isRecord(found)) continue
    const { oracle, says, but, where } = found
    if (typeof oracle === 'string') return { by: `${oracle} (${where})`, facts: `${says}, but ${but}` }
  }
  return undefined
}

/** The first failure in a report of vitest. */
function failed(report: unknown): Notice | undefined {
  for (const file of list(report, 'testResults'))
    for (const test of list(file, 'assertionResults'))
      if (isRecord(test) && test.status === 'failed')
        return { by: String(test.fullName), facts: failing(String(list(test, 'failureMessages')[0] ?? '')) }
  return undefined
}

/** The line of a failure that says what was expected and what was found. */
function failing(said: string): string {
  const lines = said.split('\n').map((line) => line.trim())
  const found = lines.find((line) => /Error\b/.test(line)) ?? lines.find((line) => line !== '') ?? 'it said nothing'
  return found.replace(/^(Assertion)?Error: /, '').replace(/ \/\/ Object\.is equality$|; its status: \{$/, '')
}

function list(of: unknown, member: string): readonly unknown[] {
  const found = isRecord(of) ? of[member] : undefined
  return Array.isArray(found) ? found : []
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
