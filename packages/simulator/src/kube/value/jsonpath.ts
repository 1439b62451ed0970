import { equal, isList, isObject, type Json } from './json.ts'

type Step = (values: readonly Json[]) => Json[]

/** A JSONPath of a printer column could not be read. */
export class BadPath extends Error {
  override readonly name = 'BadPath'
  readonly code = 'BadPath'
}

/**
 * Compiles the JSONPath of a printer column: members, indices, `[*]` and equality filters such as
 * `.status.conditions[?(@.type=="Ready")].status`. Throws `BadPath` for anything else.
 */
export function jsonPath(path: string): (value: Json) => Json[] {
  const steps: Step[] = []
  let rest = path
    .trim()
    .replace(/^\{(.*)\}$/, '$1')
    .replace(/^\$/, '')
  while (rest !== '') {
    const { step, length } = next(rest)
    steps.push(step)
    rest = rest.slice(length)
  }
  return (value) => steps.reduce<Json[]>((values, step) => step(values), [value])
}

const tokens: readonly { readonly form: RegExp; readonly step: (found: RegExpExecArray) => Step }[] = [
  { form: /^\.?\[\?\(\s*@((?:\.[\w-]+)+)\s*(==|!=)\s*("[^"]*"|'[^']*'|[\w.-]+)\s*\)\]/, step: filtering },
  { form: /^\.?\[\*\]|^\.\*/, step: () => (values) => values.flatMap(elements) },
  { form: /^\.?\[(-?\d+)\]/, step: ([, i = '0']) => indexing(Number(i)) },
  { form: /^\.?\[['"]([^'"]*)['"]\]/, step: ([, name = '']) => naming(name) },
  { form: /^\.((?:\\.|[^.[\\])+)/, step: ([, name = '']) => naming(name.replace(/\\(.)/g, '$1')) },
]

function next(rest: string): { readonly step: Step; readonly length: number } {
  for (const { form, step } of tokens) {
    const found = form.exec(rest)
    if (found !== null) return { step: step(found), length: found[0].length }
  }
  throw new BadPath(`The JSONPath cannot be read from "${rest}" on.`)
}

const elements = (value: Json): readonly Json[] => (isList(value) ? value : isObject(value) ? Object.values(value) : [])

const naming =
  (name: string): Step =>
  (values) =>
    values.flatMap((value) => {
      const found = isObject(value) ? value[name] : undefined
      return found === undefined ? [] : [found]
    })

const indexing =
  (i: number): Step =>
  (values) =>
    values.flatMap((value) => {
      const found = isList(value) ? value.at(i) : undefined
      return found === undefined ? [] : [found]
    })

function filtering([, path = '', operator = '==', literal = '']: RegExpExecArray): Step {
  const read = jsonPath(path)
  const quoted = /^['"]/.test(literal)
  const wanted: Json = quoted ? literal.slice(1, -1) : scalar(literal)
  return (values) =>
    values.flatMap(elements).filter((element) => {
      const [found] = read(element)
      return found !== undefined && equal(found, wanted) === (operator === '==')
    })
}

const scalar = (literal: string): Json => {
  if (literal === 'true' || literal === 'false') return literal === 'true'
  return Number.isNaN(Number(literal)) ? literal : Number(literal)
}
