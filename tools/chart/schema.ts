import { isItem } from '@windlass/core'
import { stringify } from 'yaml'
import type { Controller, JsonSchema, Section, Value } from './value.ts'
import { access, metrics, rest } from './values/around.ts'
import { deployment, image } from './values/pod.ts'
import { aws, running, work } from './values/work.ts'

/** Every value of the chart of a controller. A new value is a line in one of these tables, and its use in a template. */
export const sectionsOf = (controller: Controller): readonly Section[] => [
  image(controller),
  deployment,
  aws,
  work(controller),
  running,
  access(controller),
  metrics,
  rest,
]

type Tree = { [key: string]: Tree | Value }

const isValue = (node: Tree | Value): node is Value => typeof node.key === 'string' && 'schema' in node

function treeOf(values: readonly Value[]): Tree {
  const tree: Tree = {}
  for (const value of values) {
    const path = value.key.split('.')
    let node = tree
    for (const step of path.slice(0, -1)) {
      const next = node[step] ?? {}
      node[step] = next
      if (isValue(next)) throw new TypeError(`${value.key} stands below a value.`)
      node = next
    }
    node[path.at(-1) ?? ''] = value
  }
  return tree
}

/** `values.schema.json`: what is not a value of the chart, or has the wrong form, is refused. */
export function schemaOf(sections: readonly Section[]): JsonSchema {
  const tree = treeOf(sections.flatMap(({ values }) => values))
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Values', ...branch(tree) }
}

function branch(node: Tree | Value): JsonSchema {
  if (isValue(node)) return { description: node.says, ...node.schema }
  const properties = Object.fromEntries(Object.entries(node).map(([key, below]) => [key, branch(below)]))
  return { type: 'object', properties, additionalProperties: false }
}

/** `values.yaml`: every value with what it does, and what it is when nobody sets it. */
export function valuesOf(sections: readonly Section[]): string {
  // A key such as `deployment` may stand in several sections; YAML wants it once.
  const tree = treeOf(sections.flatMap(({ values }) => values))
  return Object.entries(tree)
    .map(([key, node]) => lines(key, node, '').join('\n'))
    .join('\n\n')
}

function lines(key: string, node: Tree | Value, indent: string): readonly string[] {
  if (isValue(node)) {
    const entry = stringify({ [key]: node.initial }, { lineWidth: 0 }).trimEnd()
    return [...wrapped(node.says, 110 - indent.length).map((line) => `# ${line}`), ...entry.split('\n')].map(
      (line) => indent + line,
    )
  }
  return [`${indent}${key}:`, ...Object.entries(node).flatMap(([step, below]) => lines(step, below, `${indent}  `))]
}

function wrapped(words: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of words.split(' ')) {
    const line = lines.at(-1)
    if (line === undefined || line.length + word.length + 1 > width) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines
}

/** The tables of all values, for people. */
export function tableOf(sections: readonly Section[]): string {
  return sections
    .map(({ title, values }) =>
      [
        `### ${title}\n`,
        '| value | unless set | |',
        '|---|---|---|',
        ...values.map(
          ({ key, initial, says }) => `| \`${key}\` | \`${shown(initial)}\` | ${says.replace(/\|/g, '\\|')} |`,
        ),
      ].join('\n'),
    )
    .join('\n\n')
}

const shown = (initial: unknown) =>
  isItem(initial) || typeof initial !== 'string' ? JSON.stringify(initial) : `"${initial}"`
