import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A run that once broke a promise, and what was wrong. */
export interface Regression {
  readonly seed: number
  readonly plan: string
  readonly found: string
}

/** Every run that once broke a promise, the oldest first. */
export function regressions(): readonly Regression[] {
  const read: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../regressions.json'), 'utf8'))
  return Array.isArray(read) ? read.filter(isRegression) : []
}

function isRegression(value: unknown): value is Regression {
  return typeof value === 'object' && value !== null && 'seed' in value && 'plan' in value && 'found' in value
}
