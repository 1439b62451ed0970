import type { Kind } from '@windlass/core'
import { type PolicyRule, rulesOf } from '@windlass/core/generate'
import { stringify } from 'yaml'

/** What a permission is needed for decides where it is given: in which namespaces, and whether always. */
type Place =
  /** Where the objects are. */
  | 'objectRules'
  /** Namespaces, where the controller works for all of them. */
  | 'namespaceRules'
  /** Reads of what is in no namespace. */
  | 'clusterRules'
  /** Where the lease is. */
  | 'leaseRules'
  /** With `metrics.secure`. */
  | 'reviewRules'

const places: Readonly<Record<string, Place>> = {
  namespaces: 'namespaceRules',
  customresourcedefinitions: 'clusterRules',
  iamroleselectors: 'clusterRules',
  leases: 'leaseRules',
  tokenreviews: 'reviewRules',
  subjectaccessreviews: 'reviewRules',
}

const placeOf = ({ resources = [] }: PolicyRule): Place => places[resources[0] ?? ''] ?? 'objectRules'

const read = ['get', 'list', 'watch']
const write = ['create', 'delete', 'deletecollection', 'patch', 'update']

/** What people may do with the kinds. Nobody but the controller writes status: it goes by the ids in it. */
function forPeople(kinds: readonly Kind[]): Readonly<Record<string, readonly PolicyRule[]>> {
  const groups = [...new Set(kinds.map((kind) => kind.target.group))].sort()
  const plurals = (group: string) =>
    kinds.flatMap(({ target }) => (target.group === group ? [target.plural] : [])).sort()
  return {
    viewRules: groups.map((group) => ({
      apiGroups: [group],
      resources: plurals(group).flatMap((plural) => [plural, `${plural}/status`]),
      verbs: read,
    })),
    editRules: groups.map((group) => ({ apiGroups: [group], resources: plurals(group), verbs: write })),
  }
}

/** The template that holds what follows from the kinds: their names, and the permissions that they need. */
export function rulesTemplate(service: string, kinds: readonly Kind[]): string {
  const rules = rulesOf(kinds)
  const all = ['objectRules', 'namespaceRules', 'clusterRules', 'leaseRules', 'reviewRules'].map(
    (place) => [place, rules.filter((rule) => placeOf(rule) === place)] as const,
  )
  const parts = [...all, ...Object.entries(forPeople(kinds))].map(([name, some]) => define(service, name, yaml(some)))
  const names = kinds.map(({ name }) => name)
  const plurals = kinds.map(({ target }) => target.plural).sort()
  return [
    `{{/* Made from the kind declarations by \`bun run generate\`; do not edit. */}}`,
    define(service, 'kinds', JSON.stringify(names)),
    define(service, 'plurals', plurals.join(',')),
    ...parts,
  ].join('\n\n')
}

const yaml = (rules: readonly PolicyRule[]) =>
  stringify(rules, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd()

const define = (service: string, name: string, body: string) =>
  `{{- define "${service}-chart.${name}" -}}\n${body}\n{{- end -}}`
