/** A point in time (milliseconds since the Unix epoch) as Kubernetes writes it: RFC 3339, UTC, whole seconds. */
export function iso(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}
