import { isItem, items, type Kind } from '@windlass/core'
import { crdOf } from '@windlass/core/generate'
import type { Random } from '@windlass/core/time'

/** The definition of a kind without some fields of status, those that chance picks. */
export function older(kind: Kind, random: Random): object {
  const crd = crdOf(kind)
  const versions = crd.spec.versions.map((version) => {
    const root = version.schema.openAPIV3Schema
    const properties = isItem(root.properties) ? root.properties : {}
    const status = isItem(properties.status) ? properties.status : {}
    const fields = Object.entries(isItem(status.properties) ? status.properties : {})
    const kept = fields.filter(([field]) => field === 'conditions' || random() < 0.5)
    const less = { ...status, properties: Object.fromEntries(kept) }
    // A rule names only what its definition has: one of what came later came later, too.
    const lacks = fields.flatMap(([field]) => (kept.some(([each]) => each === field) ? [] : [field]))
    const rules = items(root['x-kubernetes-validations']).filter(
      ({ rule }) => !lacks.some((field) => new RegExp(`status\\.${field}\\b`, 'i').test(String(rule))),
    )
    const schema = { ...root, 'x-kubernetes-validations': rules, properties: { ...properties, status: less } }
    return { ...version, schema: { openAPIV3Schema: schema } }
  })
  return { ...crd, spec: { ...crd.spec, versions } }
}
