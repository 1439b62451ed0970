/** A value with its unit, short enough for an axis. */
export function shown(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  switch (unit) {
    case 's':
      return seconds(value)
    case 'percentunit':
      return `${trimmed(value * 100)} %`
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
