import { isRecord } from './object.ts'

/**
 * Who owns which field of an object, `metadata.managedFields`, without the ownership of some fields of its spec by updates;
 * undefined where no update owns any of them. What a server-side apply owns stays: its manager asked for it.
 */
export function disowned(managed: unknown, fields: readonly string[]): readonly unknown[] | undefined {
  if (!Array.isArray(managed)) return undefined
  const left = managed.flatMap((entry): readonly unknown[] => {
    if (!isRecord(entry) || entry.operation !== 'Update' || (entry.subresource ?? '') !== '') return [entry]
    const owned = isRecord(entry.fieldsV1) ? entry.fieldsV1 : {}
    const spec = owned['f:spec']
    if (!isRecord(spec) || !fields.some((field) => `f:${field}` in spec)) return [entry]
    const kept = Object.entries(spec).filter(([name]) => !fields.some((field) => name === `f:${field}`))
    const { 'f:spec': _, ...rest } = owned
    const others = kept.filter(([name]) => name !== '.')
    const fieldsV1 = others.length === 0 ? rest : { ...rest, 'f:spec': Object.fromEntries(kept) }
    return Object.keys(fieldsV1).length === 0 ? [] : [{ ...entry, fieldsV1 }]
  })
  return left.length === managed.length && left.every((entry, place) => entry === managed[place]) ? undefined : left
}
