import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { type Item, isItem } from '@windlass/core'

/** The files of a page by path: each stands in a block below a line that is its path. */
export function filesOf(page: string): ReadonlyMap<string, string> {
  const text = readFileSync(page, 'utf8')
  return new Map(
    [...text.matchAll(/^`([\w./]+)`\n\n```\w+\n([\s\S]*?)```$/gm)].map(([, path = '', file = '']) => [path, file]),
  )
}

/** What the page says that its programs print, in the order of the page. */
export function outputsOf(page: string): readonly string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^```text\n([\s\S]*?)```$/gm)].map(([, output = '']) => output)
}

/** Makes a folder that nothing of the workspace is in reach of, with these files. */
export function folderOf(files: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'windlass-outside-'))
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

/**
 * A manifest that takes our packages from tarballs, those included that it needs without naming them, with further tools.
 */
export function fromTarballs(manifest: string, tarballs: ReadonlyMap<string, string>, tools: Item): string {
  const own: unknown = JSON.parse(manifest)
  if (!isItem(own)) throw new TypeError('A manifest is an object.')
  const ours = Object.fromEntries([...tarballs].map(([name, tarball]) => [name, `file:${tarball}`]))
  const theirs = (group: unknown) =>
    Object.fromEntries(Object.entries(isItem(group) ? group : {}).filter(([name]) => !tarballs.has(name)))
  return JSON.stringify({
    ...own,
    dependencies: { ...theirs(own.dependencies), ...ours },
    devDependencies: { ...theirs(own.devDependencies), ...tools },
    // Bun asks the registry for what a tarball needs, whatever is installed; npm is content with what is there.
    overrides: ours,
  })
}

/** The environment of a user: no npm that runs this test, and no Bun that stands in for Node. */
export function surroundings(): NodeJS.ProcessEnv {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !/bun-node|node_modules/.test(folder))
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|node_)/i.test(name))
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) }
}

/** What a program prints. Rejects with all that it printed when it fails. */
export function printed(folder: string, program: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd: folder, env: surroundings(), maxBuffer: 64 << 20 }, (error, out, complaints) =>
      error ? reject(new Error(`${error.message}\n${out}${complaints}`)) : resolve(out),
    )
  })
}

/** A program that runs until it is ended. */
export interface Started {
  /** Waits until it has printed what fits; gives the first group of it. Rejects with all that it printed when it ends before. */
  said(pattern: RegExp): Promise<string>
  end(): Promise<void>
}

export function started(
  folder: string,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Started {
  const child = spawn(program, args, { cwd: folder, env: { ...surroundings(), ...env } })
  let told = ''
  const said = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(told)
        if (found !== null) resolve(found[1] ?? '')
        else if (child.exitCode !== null) reject(new Error(`${program} ended: ${told}`))
      }
      child.stdout.on('data', look)
      child.stderr.on('data', look)
      child.once('exit', look)
      look()
    })
  const heard = (text: Buffer) => {
    told += text.toString()
  }
  child.stdout.on('data', heard)
  child.stderr.on('data', heard)
  return { said, end: () => ended(child) }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
