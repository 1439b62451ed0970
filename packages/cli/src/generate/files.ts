import type { Kind } from '@windlass/core'
import { accessOf, type CustomResourceDefinition, crdOf, policiesOf, type Variant } from '@windlass/core/generate'
import { stringify } from 'yaml'
import type { Output } from './output.ts'
import { pageOf } from './page.ts'
import type { Source } from './source.ts'

const yaml = (value: object) => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })

/** What generated files that may have a comment begin with. */
export const mark = '# Made from the kind declaration'
/** What they all say of themselves, but for JSON. */
export const words = 'Made from the kind declaration'

/** What a cluster and an account need to know of a controller: definitions, role in the cluster, IAM policy. `by` is the command that makes them. */
export function installation(controller: string, kinds: readonly Kind[], describe: Describes, by: string): Output {
  const access = accessOf(controller, kinds).map(yaml).join('---\n')
  return new Map([
    ...kinds.map((kind) => definitionFile(crdOf(kind, describe(kind)), by)),
    ...policyFiles('iam', kinds),
    ...kinds.flatMap((kind) => policyFiles(`iam/kinds/${kind.plural}`, [kind])),
    [`rbac/${controller}.yaml`, `${mark}s by \`${by}\`; do not edit.\n${access}`] as const,
  ])
}

const variants: readonly Variant[] = ['full', 'adopt', 'read-only']

/** The IAM policies of kinds. One that is too long for IAM goes on in `full-2.json`. */
function policyFiles(folder: string, kinds: readonly Kind[]): readonly (readonly [string, string])[] {
  return variants.flatMap((variant) =>
    policiesOf(kinds, { variant }).map((policy, place) => {
      const file = place === 0 ? variant : `${variant}-${place + 1}`
      return [`${folder}/${file}.json`, `${JSON.stringify(policy, undefined, 2)}\n`] as const
    }),
  )
}

/** The words for a kind. */
type Describes = (kind: Kind) => Source['describe']

/** The file of a definition. */
export function definitionFile(crd: CustomResourceDefinition, by: string): readonly [string, string] {
  const { group, names } = crd.spec
  return [`crds/${group}_${names.plural}.yaml`, `${mark} by \`${by}\`; do not edit.\n${yaml(crd)}`]
}

/** Everything that follows from the kinds of a package. */
export function filesOf(sources: readonly Source[], controller: string, by: string): Output {
  const kinds = sources.flatMap((source) => source.kinds)
  const describe: Describes = (kind) => sources.find((source) => source.kinds.includes(kind))?.describe ?? none
  return new Map([...installation(controller, kinds, describe, by), ['docs/kinds.md', pageOf(sources, by)]])
}

const none = () => undefined
