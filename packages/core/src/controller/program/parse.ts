import { isIP } from 'node:net'

/** A flag that is unknown, or whose value cannot be used. The message names the flag and says what is allowed. */
export class FlagError extends Error {
  override readonly name = 'FlagError'
  readonly code = 'BadFlag'
}

/** `host:port`. An empty host, as in `:8080`, is every address of the machine. */
export interface Address {
  readonly host: string
  readonly port: number
}

export function address(flag: string, text: string): Address {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (digits === undefined || port > 65535)
    throw new FlagError(`--${flag} must be host:port with a port up to 65535, and "${text}" is not.`)
  return { host: bracketed ?? (plain === '' || plain === undefined ? '0.0.0.0' : plain), port }
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** A Go duration (`60s`, `1m30s`, `0`) in milliseconds. */
export function duration(flag: string, text: string): number {
  if (text === '0') return 0
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw new FlagError(`--${flag} must be a duration such as 60s or 1m30s, and "${text}" is not.`)
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ''] ?? 0), 0)
}

function whole(flag: string, text: string, least: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(number >= least) || number > 2 ** 31 - 1)
    throw new FlagError(`--${flag} must be a whole number of at least ${least}, and "${text}" is not.`)
  return number
}

export const atLeast = (least: number) => (flag: string, text: string) => whole(flag, text, least)

/** Seconds, in milliseconds. */
export const seconds = (flag: string, text: string) => whole(flag, text, 0) * 1000

/** The same, where none is a minute. */
export const resync = (flag: string, text: string) => seconds(flag, text) || 60_000

export function truth(flag: string, text: string | boolean): boolean {
  const word = String(text).toLowerCase()
  if (['true', 't', '1'].includes(word)) return true
  if (['false', 'f', '0'].includes(word)) return false
  throw new FlagError(`--${flag} must be true or false, and "${text}" is neither.`)
}

/** The text as it is. */
export const plain = (_flag: string, text: string) => text

/** The text; undefined when it is empty. */
export const optional = (_flag: string, text: string) => text || undefined

/** What `parse` makes of the text; undefined when it is empty. */
export const maybe =
  <T>(parse: (flag: string, text: string) => T) =>
  (flag: string, text: string) =>
    text === '' ? undefined : parse(flag, text)

export const oneOf =
  <const T extends string>(...allowed: readonly T[]) =>
  (flag: string, text: string): T => {
    const found = allowed.find((word) => word === text)
    if (found === undefined)
      throw new FlagError(`--${flag} must be one of ${allowed.join(', ')}, and "${text}" is none of them.`)
    return found
  }

/** The elements of a list separated by commas; none when the text is empty. */
export function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(',').map((word) => word.trim())
}

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

export function namespaceNames(flag: string, text: string): readonly string[] {
  const names = words(text)
  const bad = names.find((name) => !label.test(name))
  if (bad !== undefined) throw new FlagError(`--${flag} has "${bad}", which cannot be the name of a namespace.`)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new FlagError(`--${flag} names ${twice} twice.`)
  return names
}

/** At most one; undefined when the text is empty. */
export const namespaceName = (flag: string, text: string): string | undefined => namespaceNames(flag, text)[0]

/** Hosts and domains: names, or IP addresses without brackets. */
export function hosts(flag: string, text: string): readonly string[] {
  const names = words(text).map((name) => name.toLowerCase())
  const bad = names.find((name) => isIP(name) === 0 && !name.split('.').every((part) => label.test(part)))
  if (bad === undefined) return names
  throw new FlagError(
    `--${flag} has "${bad}", which is no host: it takes names such as aws.example.com, without https://.`,
  )
}

/** The kind as it is spelled, whatever the case it is written in. */
function kindName(flag: string, text: string, kinds: readonly string[]): string {
  const found = kinds.find((kind) => kind.toLowerCase() === text.toLowerCase())
  if (found === undefined)
    throw new FlagError(`--${flag} names the kind "${text}"; this controller has ${kinds.join(', ')}.`)
  return found
}

/**
 * The kinds that are named, in the order of `kinds`; all when the text is empty. Kinds that this controller does not have are left
 * out, for another one may have them; when it has none of those named, the first is refused.
 */
export function chosenKinds(flag: string, text: string, kinds: readonly string[]): readonly string[] {
  const named = words(text).map((name) => name.toLowerCase())
  if (named.length === 0) return kinds
  const chosen = kinds.filter((kind) => named.includes(kind.toLowerCase()))
  return chosen.length > 0 ? chosen : [kindName(flag, words(text)[0] ?? '', kinds)]
}

/** The kinds that are named and that this controller does not have. */
export function foreignKinds(text: string, kinds: readonly string[]): readonly string[] {
  const known = kinds.map((kind) => kind.toLowerCase())
  return words(text).filter((name) => !known.includes(name.toLowerCase()))
}

/** `Kind=number` entries by kind. */
export const perKind =
  (least: number) =>
  (flag: string, entries: readonly string[], kinds: readonly string[]): ReadonlyMap<string, number> => {
    const numbers = new Map<string, number>()
    for (const entry of entries.flatMap(words)) {
      const [kind = '', number, ...more] = entry.split('=')
      if (number === undefined || more.length > 0)
        throw new FlagError(`--${flag} takes Kind=number, and "${entry}" is something else.`)
      numbers.set(kindName(flag, kind, kinds), whole(flag, number, least))
    }
    return numbers
  }

/** The URL; undefined when the text is empty. */
export function url(flag: string, text: string): string | undefined {
  if (text === '') return undefined
  const found = URL.canParse(text) ? new URL(text) : undefined
  if (found === undefined || !['http:', 'https:'].includes(found.protocol))
    throw new FlagError(`--${flag} must be a URL such as https://host, and "${text}" is not.`)
  return text
}

/** Throws `FlagError` for a URL that is not https. */
export function secure(flag: string, text: string | undefined): void {
  if (text !== undefined && new URL(text).protocol === 'http:')
    throw new FlagError(`--${flag} is not https: ${text}. Allow that with --allow-unsafe-aws-endpoint-urls.`)
}

const gates: Readonly<Record<string, boolean>> = {
  ResourceAdoption: true,
  ReadOnlyResources: true,
  TeamLevelCARM: false,
  ServiceLevelCARM: false,
  IAMRoleSelector: false,
}

/** Gates that are obeyed, whatever they say. */
const obeyed: ReadonlySet<string> = new Set(['IAMRoleSelector'])

/** Whether the gate of IAMRoleSelectors is on, and what was said of gates that changes nothing. */
export function featureGates(flag: string, text: string) {
  return { roleSelectors: gateOn(flag, text, 'IAMRoleSelector'), idle: gatesWithoutEffect(flag, text) }
}

/** The last word on a gate counts. */
function gateOn(flag: string, text: string, name: string): boolean {
  const said = words(text).findLast((entry) => entry.startsWith(`${name}=`))
  return said === undefined ? gates[name] === true : truth(flag, said.slice(name.length + 1))
}

/** The gates that are set to something else than what this controller does. */
function gatesWithoutEffect(flag: string, text: string): readonly string[] {
  return words(text).filter((entry) => {
    const [name = '', value, ...more] = entry.split('=')
    if (value === undefined || more.length > 0)
      throw new FlagError(`--${flag} takes Name=true or Name=false, and "${entry}" is something else.`)
    const here = Object.hasOwn(gates, name) ? gates[name] : undefined
    if (here === undefined)
      throw new FlagError(`--${flag} names the gate "${name}"; there are ${Object.keys(gates).join(', ')}.`)
    return truth(flag, value) !== here && !obeyed.has(name)
  })
}
