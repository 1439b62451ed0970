import { type Draft, isRecord } from '@windlass/core/kube'
import { parseAllDocuments } from 'yaml'

/** One object of a YAML text, placed in the namespace `default`. */
export interface Manifest {
  readonly kind: string
  readonly name: string
  readonly body: Draft
}

/** The objects of a YAML text in its order. Throws `SyntaxError` for what is none. */
export function documents(yaml: string): readonly Manifest[] {
  return parseAllDocuments(yaml)
    .map((document): unknown => document.toJS())
    .filter((value) => value !== null)
    .map((value) => {
      const metadata = isRecord(value) ? value.metadata : undefined
      if (
        !isRecord(value) ||
        !isRecord(metadata) ||
        typeof value.kind !== 'string' ||
        typeof metadata.name !== 'string'
      )
        throw new SyntaxError(`This is no manifest: ${JSON.stringify(value)}`)
      const { name } = metadata
      return { kind: value.kind, name, body: { ...value, metadata: { ...metadata, name, namespace: 'default' } } }
    })
}
