/** A value with its unit, short enough for an axis. */
export function shown(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  switch (unit) {
    case 's':
      return seconds(value)
    case 'percentunit':
      return `${trimmed(value * 100)} %`
    case 'bool_yes_no':
      return value === 0 ? 'No' : 'Yes'
    case 'bytes':
      return `${scaled(value, 1024)}B`
    case 'reqps':
    case 'ops':
    case 'cps':
      return `${scaled(value, 1000)}/s`
    default:
      return scaled(value, 1000)
  }
}

/** Steps between the ticks of an axis, so that they are whole seconds, minutes, hours or binary multiples. */
export function stepsOf(unit: string): readonly number[] | undefined {
  if (unit === 's') return [...decimal(-3, 0), 10, 15, 30, 60, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400]
  if (unit === 'bytes') return Array.from({ length: 40 }, (_, power) => 2 ** power)
  return undefined
}

const decimal = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => 10 ** (from + n)).flatMap((one) => [one, 2 * one, 5 * one])

function seconds(value: number): string {
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size < 1) return `${trimmed(value * 1000)} ms`
  if (size < 120) return `${trimmed(value)} s`
  if (size < 7200) return `${trimmed(value / 60)} min`
  return size < 172_800 ? `${trimmed(value / 3600)} h` : `${trimmed(value / 86_400)} d`
}

function scaled(value: number, base: number): string {
  const prefixes = ['', 'k', 'M', 'G', 'T']
  let place = 0
  let rest = value
  while (Math.abs(rest) >= base && place < prefixes.length - 1) {
    rest /= base
    place++
  }
  return `${trimmed(rest)}${place === 0 ? '' : ` ${prefixes[place]}`}`
}

const trimmed = (value: number) => String(Number(value.toPrecision(3)))
