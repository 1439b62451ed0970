import { type Document, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml'
import { isList, isObject, type Json, toJson } from '../value/json.ts'
import { badRequest } from '../value/status.ts'
import { decodeProtobuf } from './protobuf.ts'

/** A body as it was read. */
export interface Body {
  readonly body: Json | undefined
  /** What it says twice, each as a sentence; the last value counts. */
  readonly duplicates: readonly string[]
}

/** Reads a request body by its content type: JSON, YAML, or protobuf of the built-in kinds. Throws 400 and 415. */
export function readBody(bytes: Buffer, contentType: string): Body {
  if (bytes.length === 0) return { body: undefined, duplicates: [] }
  if (contentType.startsWith('application/vnd.kubernetes.protobuf'))
    return { body: decodeProtobuf(bytes), duplicates: [] }
  const source = bytes.toString('utf8')
  const json = readJson(source)
  if (json !== undefined) {
    const fields = namesOf(source) > membersOf(json) ? twice(documentOf(source).contents) : []
    return { body: json, duplicates: fields.map(({ path }) => `duplicate field ${JSON.stringify(path)}`) }
  }
  if (!contentType.includes('yaml'))
    throw badRequest(`couldn't get version/kind; json parse error: the body is no JSON (${source.slice(0, 100)})`)
  return readYaml(source)
}

function readJson(source: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(source)
    return toJson(value)
  } catch {
    return undefined
  }
}

/** How many members a JSON text writes; `membersOf` its value counts one for those of the same name. */
function namesOf(source: string): number {
  let names = 0
  for (const [, colon] of source.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (colon !== undefined) names++
  return names
}

function membersOf(value: Json): number {
  if (isList(value)) return value.reduce((sum: number, item) => sum + membersOf(item), 0)
  if (!isObject(value)) return 0
  return Object.values(value).reduce((sum: number, member) => sum + 1 + membersOf(member), 0)
}

function documentOf(source: string): Document.Parsed {
  return parseDocument(source, { schema: 'yaml-1.1', uniqueKeys: false })
}

/** Reads the first document of a YAML text. */
function readYaml(source: string): Body {
  const [first = ''] = source.split(/^---\s*$/m).filter((part) => part.trim() !== '')
  const document = documentOf(first)
  const [error] = document.errors
  if (error !== undefined) throw badRequest(`error decoding YAML: ${error.message}`)
  const value: unknown = document.toJS()
  const duplicates = twice(document.contents).map(({ name, offset }) => {
    const line = first.slice(0, offset).split('\n').length
    return `line ${line}: key ${JSON.stringify(name)} already set in map`
  })
  return { body: toJson(value), duplicates }
}

/** A key that its map has already. */
interface Again {
  readonly name: string
  /** `spec.size`. */
  readonly path: string
  readonly offset: number
}

function twice(node: Node | null, above = ''): readonly Again[] {
  if (isSeq<Node>(node)) return node.items.flatMap((item, i) => twice(item, `${above}[${i}]`))
  if (!isMap<Node, Node | null>(node)) return []
  const seen = new Set<string>()
  return node.items.flatMap(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : ''
    const path = above === '' ? name : `${above}.${name}`
    const again = seen.has(name) ? [{ name, path, offset: key.range?.[0] ?? 0 }] : []
    seen.add(name)
    return [...again, ...twice(value, path)]
  })
}
