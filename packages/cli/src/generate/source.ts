import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Item, isItem, type Kind, KindError } from '@windlass/core'
import { checkKinds, type Describe } from '@windlass/core/generate'
import { actionOf } from '@windlass/core/kind'
import { Problem } from '../problem.ts'
import { wordsOf } from './words.ts'

/** Kinds of one service, and what AWS says about their fields. */
export interface Source {
  /** `ec2` */
  readonly name: string
  /** In the order of their names. */
  readonly kinds: readonly Kind[]
  readonly describe: Describe
}

/**
 * The kinds that a module exports, in lists or one by one, by their services. The words for their fields come from the
 * SDK clients that are installed where the module is. Rejects with `Problem` when there is no kind to be
 * had, or when they do not go together.
 */
export async function sourcesOf(path: string): Promise<readonly Source[]> {
  const file = resolve(path)
  const kinds = kindsOf(await loaded(file), path)
  fitting(kinds)
  const names = [...new Set(kinds.map(({ service }) => service.name))].sort()
  return names.map((name) => {
    const own = kinds.filter(({ service }) => service.name === name)
    return { name, kinds: own, describe: describeOf(file, name, own) }
  })
}

/** The manifest of the package that a file belongs to; undefined outside of packages. */
export function manifestOf(file: string): Item | undefined {
  const folder = dirname(file)
  if (existsSync(join(folder, 'package.json'))) {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return isItem(manifest) ? manifest : undefined
  }
  return folder === file ? undefined : manifestOf(folder)
}

function fitting(kinds: readonly Kind[]): void {
  try {
    checkKinds(kinds)
  } catch (error) {
    throw error instanceof KindError ? new Problem('BadKinds', error.message, { cause: error }) : error
  }
}

async function loaded(file: string): Promise<Item> {
  if (!existsSync(file)) throw new Problem('NoKinds', `There is no file ${file}.`)
  try {
    const module: unknown = await import(pathToFileURL(file).href)
    return isItem(module) ? module : {}
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Problem('NoKinds', `${file} cannot be loaded: ${why}`, { cause: error })
  }
}

function kindsOf(module: Item, path: string): readonly Kind[] {
  const kinds = [...new Set(Object.values(module).flat())].filter(isKind)
  if (kinds.length === 0) throw new Problem('NoKinds', `${path} exports no kinds.`)
  return kinds.toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}

function isKind(value: unknown): value is Kind {
  return isItem(value) && isItem(value.service) && typeof value.plural === 'string' && isItem(value.target)
}

/** The words of the client that has the operations of these kinds; none where it is not installed. */
function describeOf(file: string, service: string, kinds: readonly Kind[]): Describe {
  const require = createRequire(file)
  const folders = clientsOf(file, service).flatMap((client) => folderOf(require, client))
  const commands = kinds.map((kind) => join('dist-types', 'commands', `${actionOf(kind.create)}Command.d.ts`))
  const own = folders.find((folder) => commands.every((command) => existsSync(join(folder, command))))
  return own === undefined ? () => undefined : wordsOf(join(own, 'dist-types', 'models'))
}

/** The clients that may be the one of a service: the one of its name, and those that the package lists. */
function clientsOf(file: string, service: string): readonly string[] {
  const { dependencies, devDependencies } = manifestOf(file) ?? {}
  const listed = [dependencies, devDependencies].flatMap((group) => Object.keys(isItem(group) ? group : {}))
  return [`@aws-sdk/client-${service}`, ...listed.filter((name) => name.startsWith('@aws-sdk/client-'))]
}

function folderOf(require: NodeJS.Require, client: string): readonly string[] {
  try {
    return [dirname(require.resolve(`${client}/package.json`))]
  } catch {
    return []
  }
}
