import { Environment } from '@marcbachmann/cel-js'
import { isCIDR, isIPv4, isIPv6, isURI } from './format.ts'

const plain = (item: unknown) => (typeof item === 'bigint' ? Number(item) : item)

function compare(left: unknown, right: unknown): number {
  const [a, b] = [plain(left), plain(right)]
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return `${a}` < `${b}` ? -1 : `${a}` > `${b}` ? 1 : 0
}

const add = (sum: unknown, item: unknown) =>
  typeof sum === 'bigint' && typeof item === 'bigint' ? sum + item : Number(sum) + Number(item)

/** CEL with the parts of the Kubernetes library that the evaluator lacks. */
export function library(): Environment {
  const env = new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true })
  lists(env)
  words(env)
  return env
}

/** CEL as validation rules see it, with `self` and `oldSelf` of a type. With `optionalOldSelf` the old value is an optional. */
export function about(env: Environment, type: string, optionalOldSelf: boolean): Environment {
  return env.registerVariable('self', type).registerVariable('oldSelf', optionalOldSelf ? `optional<${type}>` : type)
}

function lists(env: Environment): void {
  env.registerFunction('list.isSorted(): bool', (items: unknown[]) =>
    items.every((item, i) => i === 0 || compare(items[i - 1], item) <= 0),
  )
  env.registerFunction('list.indexOf(dyn): int', (items: unknown[], item: unknown) => BigInt(items.indexOf(item)))
  env.registerFunction('list.sum(): dyn', (items: unknown[]) => items.reduce(add, 0n))
  env.registerFunction('list.min(): dyn', (items: unknown[]) => items.toSorted(compare)[0])
  env.registerFunction('list.max(): dyn', (items: unknown[]) => items.toSorted(compare).at(-1))
}

function words(env: Environment): void {
  const first = (value: string, pattern: string) => new RegExp(pattern).exec(value)?.[0] ?? ''
  const every = (value: string, pattern: string) => value.match(new RegExp(pattern, 'g')) ?? []
  const replace = (value: string, from: string, to: string) => value.replaceAll(from, to)
  env.registerFunction('string.find(string): string', first)
  env.registerFunction('string.findAll(string): list', every)
  env.registerFunction('string.replace(string, string): string', replace)
  env.registerFunction('string.charAt(int): string', (value: string, i: bigint) => value.charAt(Number(i)))
  env.registerFunction('isURL(string): bool', isURI)
  env.registerFunction('isIP(string): bool', (value: string) => isIPv4(value) || isIPv6(value))
  env.registerFunction('isCIDR(string): bool', isCIDR)
}
