import { isItem, type Kind } from '@windlass/core'
import { actionsOf, crdOf, type Schema } from '@windlass/core/generate'
import type { Source } from './source.ts'

/** The page that lists every kind: its fields, which of them can change, what they refer to, and AWS's states. `by` is the command that makes it. */
export function pageOf(sources: readonly Source[], by: string): string {
  return `${[
    '# Kinds',
    `Made from the kind declarations by \`${by}\`; do not edit.`,
    '**Change** says whether a field can change once the object exists in AWS. A field that cannot is refused by the ' +
      'API server with a sentence that says what to do, and where AWS has something else all the same the object is not in sync ' +
      '(`ImmutableDiffers`). What AWS never shows is compared with a hash of what the create was sent with; of an object that ' +
      'this controller has not made, the condition says that it is not compared. A field that was never set is not managed. One that you wrote and take out again is left to AWS ' +
      'as it is, or, where it says `removable`, brought once to what AWS has where nobody asks for anything.',
    ...sources.flatMap((source) => [
      `## ${source.name.toUpperCase()}`,
      terminal(source),
      ...source.kinds.flatMap((kind) => section(source, kind)),
    ]),
  ].join('\n\n')}\n`
}

function terminal({ kinds }: Source): string {
  const codes = kinds[0]?.service.errors.terminal ?? []
  if (codes.length === 0) return 'Objects are retried whatever AWS answers.'
  const listed = codes.map((code) => `\`${typeof code === 'string' ? code : code.source}\``)
  return `AWS answers that set \`ACK.Terminal\` until the spec or AWS changes: ${listed.join(', ')}.`
}

function section(source: Source, kind: Kind): readonly string[] {
  const schema = crdOf(kind, source.describe).spec.versions[0]?.schema.openAPIV3Schema
  const spec = schema?.properties?.spec ?? {}
  const status = Object.keys(schema?.properties?.status?.properties ?? {}).sort()
  const { read, write } = actionsOf(kind)
  return [
    `### ${kind.name}`,
    `${schema?.description ?? ''} \`${kind.plural}.${kind.service.group}/${kind.service.version}\``,
    ['| field | type | change | meaning |', '|---|---|---|---|', ...rows(kind, spec)].join('\n'),
    ...rules(spec),
    ...states(kind),
    `Status: ${status.map((field) => `\`${field}\``).join(', ')}.`,
    `IAM: ${[...read, ...write].map((action) => `\`${action}\``).join(', ')}.`,
  ]
}

function rows(kind: Kind, spec: Schema): readonly string[] {
  const properties = Object.entries(spec.properties ?? {}).sort(([a], [b]) => a.localeCompare(b, 'en'))
  return properties.map(([field, schema]) => {
    const name = `\`${field}\`${spec.required?.includes(field) ? ' (required)' : ''}`
    return `| ${name} | ${typeOf(schema)} | ${change(kind, field)} | ${cell(schema.description ?? '')} |`
  })
}

function change(kind: Kind, field: string): string {
  const owner = kind.references.find(({ ref }) => ref === field)?.path ?? field
  const facet = kind.facets.find((one) => one.field === owner)
  const removable = owner === 'tags' || facet?.none !== undefined
  const changes = removable ? 'yes, removable' : facet === undefined ? 'no' : 'yes'
  const filled = kind.lateFields.includes(field) ? ', filled in when unset' : ''
  const hidden = kind.writeOnly.filter((path) => path === owner || path.startsWith(`${owner}[].`))
  const inner = hidden.map((path) => path.slice(owner.length + 3)).filter((name) => name !== '')
  const shown = hidden.length === 0 ? '' : `; AWS never shows ${inner.length === 0 ? 'it' : inner.join(', ')}`
  return `${changes}${filled}${shown}`
}

function typeOf(schema: Schema): string {
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`
  return schema.type ?? 'object'
}

const cell = (text: string) => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ')

function rules(spec: Schema): readonly string[] {
  const found = spec['x-kubernetes-validations']
  const messages = Array.isArray(found) ? found.filter(isItem).map(({ message }) => `* ${message}`) : []
  return messages.length === 0 ? [] : [messages.join('\n')]
}

function states(kind: Kind): readonly string[] {
  const lines = Object.entries(kind.states).map(([member, table]) => {
    const meanings = [
      ['ready', table.ready],
      ['on its way', table.wait],
      ['waits for somebody else', table.awaits],
      ['on its way out', table.leaving],
      ['failed', table.failed],
      ['gone, made anew', table.gone],
    ] as const
    const parts = meanings.flatMap(([meaning, values]) =>
      values === undefined || values.length === 0 ? [] : [`${meaning}: ${values.map((v) => `\`${v}\``).join(', ')}`],
    )
    return `* \`${member}\`: ${parts.join('; ')}`
  })
  return lines.length === 0 ? [] : [`States:\n\n${lines.join('\n')}`]
}
