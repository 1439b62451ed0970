import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Describe } from '@windlass/core/generate'

/** The longest description in characters; longer ones lose whole sentences, from the end. */
const most = 240

/**
 * Reads what the AWS SDK's type declarations say about structures and their members, in one pass over the files of one
 * client. `folder` holds the `models/*.d.ts`.
 */
export function wordsOf(folder: string): Describe {
  const words = new Map<string, string>()
  const files = readdirSync(folder).filter((file) => file.endsWith('.d.ts'))
  for (const file of files) read(readFileSync(join(folder, file), 'utf8'), words)
  return (structure, member) => words.get(member === undefined ? structure : `${structure}.${member}`)
}

const comment = /\/\*\*([\s\S]*?)\*\/\s*(?:export interface (\w+)|(\w+)\??:)/g

function read(declarations: string, words: Map<string, string>): void {
  let owner = ''
  for (const [, raw = '', structure, member] of declarations.matchAll(comment)) {
    if (structure !== undefined) owner = structure
    const found = plain(raw)
    if (found !== '') words.set(member === undefined ? owner : `${owner}.${member}`, found)
  }
}

/** The first sentences of a documentation comment, without markup. */
function plain(raw: string): string {
  const text = raw
    .replace(/^\s*\* ?/gm, '')
    .replace(/(^|\n)@[\s\S]*$/, '')
    .replace(/<(note|important|ul|ol|dl)>[\s\S]*$/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;:)])/g, '$1')
    .trim()
  return shortened(text)
}

function shortened(text: string): string {
  let out = ''
  for (const [sentence] of text.matchAll(/.+?(?:[.:](?= [A-Z[]|$)|$)/g)) {
    if (out.length + sentence.length > most) break
    out += sentence
  }
  return out === '' ? `${text.slice(0, most).replace(/\s+\S*$/, '')} …` : out.trim().replace(/:$/, '.')
}
