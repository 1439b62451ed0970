/** Wall time in milliseconds as the MicroTime of leases and events, which must have exactly six digits of fraction. */
export function microtime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z')
}
