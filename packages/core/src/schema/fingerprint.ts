import { createHash } from 'node:crypto'
import { canonical } from './json.ts'

/** The same short text for the same JSON value, whatever the order of its members. */
export function fingerprint(value: unknown): string {
  return createHash('sha1').update(canonical(value)).digest('base64')
}
