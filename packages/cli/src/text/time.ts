import { iso } from '@windlass/core/object'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** A duration in the one or two units that matter: `45 s`, `3 min`, `2 h 5 min`, `4 d 1 h`. */
export function lasting(ms: number): string {
  if (ms < 2 * minute) return `${Math.max(0, Math.round(ms / second))} s`
  if (ms < hour) return `${Math.round(ms / minute)} min`
  if (ms < day) return two(ms, hour, 'h', minute, 'min')
  return two(ms, day, 'd', hour, 'h')
}

function two(ms: number, big: number, bigName: string, small: number, smallName: string): string {
  const whole = Math.floor(ms / big)
  const rest = Math.floor((ms - whole * big) / small)
  return rest === 0 ? `${whole} ${bigName}` : `${whole} ${bigName} ${rest} ${smallName}`
}

/** A point in time, to the second, in UTC: `2026-01-31 12:00:05 UTC`. */
export function stamp(ms: number): string {
  return `${iso(ms).replace('T', ' ').replace('Z', '')} UTC`
}
