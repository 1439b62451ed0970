import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Describe, isItem, type Kind } from '@windlass/core'
import { wordsOf } from './words.ts'

/** A package of kinds, and what AWS says about their fields. */
export interface Source {
  /** `ec2` */
  readonly name: string
  readonly kinds: readonly Kind[]
  readonly describe: Describe
}

/** The kinds that `packages/<name>` exports as `kinds`; undefined while it exports none. */
export async function sourceOf(root: string, name: string): Promise<Source | undefined> {
  const index = join(root, 'packages', name, 'src/index.ts')
  if (!existsSync(index)) return undefined
  const module: unknown = await import(pathToFileURL(index).href)
  const kinds = isItem(module) && Array.isArray(module.kinds) ? module.kinds.filter(isKind) : []
  if (kinds.length === 0) return undefined
  const models = join(root, 'packages', name, `node_modules/@aws-sdk/client-${name}/dist-types/models`)
  return { name, kinds: kinds.toSorted((a, b) => a.name.localeCompare(b.name, 'en')), describe: wordsOf(models) }
}

function isKind(value: unknown): value is Kind {
  return isItem(value) && isItem(value.service) && typeof value.plural === 'string'
}
