import { stringify } from 'yaml'
import type { Output } from '../../packages/cli/src/generate/output.ts'
import { schemaOf, valuesOf } from './schema.ts'
import { made, metadata, template, titles } from './template.ts'
import { rest } from './values/around.ts'

/** A file of a chart. */
type File = readonly [path: string, text: string]

/** The definitions as templates of the chart of a service: of its kinds, and of those that all controllers share. */
export function definitions(service: string, output: Output): readonly File[] {
  return [...output].flatMap(([path, text]) => {
    const [, owner, file = ''] = /^packages\/(\w+)\/crds\/(.+)$/.exec(path) ?? []
    if (owner !== service && owner !== 'core') return []
    const [group = '', plural = ''] = file.replace('.yaml', '').split('_')
    return [[file, definition(service, `${plural}.${group}`, text, owner === 'core')] as const]
  })
}

function definition(service: string, name: string, text: string, shared: boolean): string {
  if (text.includes('{{')) throw new RangeError(`${name} contains what Helm takes for a template.`)
  const ours = `not (include "${service}-chart.otherOwner" (dict "root" . "name" "${name}"))`
  const when = shared ? `and .Values.crds.enabled .Values.crds.shared (${ours})` : '.Values.crds.enabled'
  const extra = `metadata:\n  {{- include "${service}-chart.crdMetadata" . | nindent 2 }}\n`
  const body = text.replace(/^#.*\n/, '').replace(/^metadata:\n/m, extra)
  return `{{- if ${when} }}\n${made}${body}{{- end }}\n`
}

/** The chart of the definitions alone, for clusters in which somebody else may install them. */
export function crdsChart(service: string, crds: readonly File[]): readonly File[] {
  const name = `${service}-crds-chart`
  const renamed = (text: string) => text.replaceAll(`${service}-chart`, name)
  const description = `The definitions of the kinds of ${titles[service]} alone, beside ${service}-chart with crds.enabled=false`
  const values = [{ ...rest, values: rest.values.filter(({ key }) => key.startsWith('crds.') || key === 'global') }]
  const files: readonly File[] = [
    ['Chart.yaml', made + stringify(metadata(name, description), { lineWidth: 0 })],
    ['values.yaml', `${made}\n${valuesOf(values)}\n`],
    ['values.schema.json', `${JSON.stringify(schemaOf(values), undefined, 2)}\n`],
    ['templates/_labels.tpl', renamed(template('_labels.tpl', service))],
    ...crds.map(([file, text]): File => [`templates/${file}`, renamed(text)]),
  ]
  return files.map(([path, text]) => [`apps/${service}-controller/crds/${path}`, text])
}
