import { pattern } from './pattern.ts'

/** What is known of a request: values by condition key in lower case, because IAM takes keys in any case. */
export type Context = ReadonlyMap<string, readonly string[]>

/** A condition block as documents have it, values always in lists. */
export type Block = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>

type Test = (wanted: string, given: string) => boolean

const equal: Test = (wanted, given) => wanted === given
const alike: Test = (wanted, given) => wanted.toLowerCase() === given.toLowerCase()
const like: Test = (wanted, given) => pattern(wanted)(given)

/** The operators that compare one value with another; the negative ones hold when none is met. */
const operators: Readonly<Record<string, { readonly test: Test; readonly not?: true }>> = {
  StringEquals: { test: equal },
  StringNotEquals: { test: equal, not: true },
  StringEqualsIgnoreCase: { test: alike },
  StringNotEqualsIgnoreCase: { test: alike, not: true },
  StringLike: { test: like },
  StringNotLike: { test: like, not: true },
  ArnEquals: { test: like },
  ArnLike: { test: like },
  ArnNotEquals: { test: like, not: true },
  ArnNotLike: { test: like, not: true },
  Bool: { test: alike },
}

/** An operator with its parts: `ForAllValues:StringLikeIfExists`. */
interface Operator {
  readonly name: string
  readonly over: 'ForAllValues' | 'ForAnyValue' | undefined
  readonly ifExists: boolean
}

/** The parts of an operator; undefined for one that is not known here. */
export function operatorOf(text: string): Operator | undefined {
  const found = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(text)
  const [, over, name = '', ifExists] = found ?? []
  if (name !== 'Null' && operators[name] === undefined) return undefined
  if (over !== undefined && over !== 'ForAllValues' && over !== 'ForAnyValue') return undefined
  return { name, over, ifExists: ifExists !== undefined }
}

/** Whether a condition block holds: every key under every operator must, any of its values will do. */
export function holds(block: Block, context: Context): boolean {
  return [...block].every(([operator, keys]) =>
    [...keys].every(([key, wanted]) => met(operator, wanted, context.get(key.toLowerCase()))),
  )
}

function met(text: string, wanted: readonly string[], given: readonly string[] | undefined): boolean {
  const operator = operatorOf(text)
  if (operator === undefined) return false
  if (operator.name === 'Null') return wanted.some((one) => (one.toLowerCase() === 'true') === (given === undefined))
  const { test, not } = operators[operator.name] ?? { test: equal }
  const one = (value: string) => wanted.some((want) => test(want, value)) !== (not ?? false)
  // Source: "Multivalued context keys" in the IAM User Guide: of a key that is not there all values match, and none does.
  if (operator.over === 'ForAllValues') return (given ?? []).every(one)
  if (given === undefined) return operator.ifExists || (not === true && operator.over === undefined)
  return operator.over === 'ForAnyValue' || not !== true ? given.some(one) : given.every(one)
}
