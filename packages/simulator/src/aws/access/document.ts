import { AwsFault } from '../engine/fault.ts'
import { record } from '../schema/schema.ts'
import { type Block, operatorOf } from './condition.ts'
import { type Pattern, pattern } from './pattern.ts'

/** A statement of a policy: what it allows or denies, of which resources, under which condition. */
export interface Statement {
  readonly allows: boolean
  actions(action: string): boolean
  resources(arn: string): boolean
  readonly condition: Block
}

const bad = (detail: string) => new AwsFault('MalformedPolicyDocument', detail)

/**
 * The statements of an identity-based policy, given as JSON or as what JSON makes of it. Throws `MalformedPolicyDocument` for what
 * IAM refuses, and for conditions that are not known here: they would be taken for granted. Source: "IAM JSON policy elements
 * reference" in the IAM User Guide.
 */
export function statementsOf(document: unknown): readonly Statement[] {
  const given = record(typeof document === 'string' ? parsed(document) : document)
  if (given === undefined) throw bad('Syntax errors in policy.')
  const { Version: version = '2008-10-17', Statement: statements } = given
  if (version !== '2012-10-17' && version !== '2008-10-17') throw bad('The policy must have a valid version string')
  const all = Array.isArray(statements) ? statements : [statements]
  const seen = new Set<string>()
  return all.map((one) => {
    const statement = record(one)
    if (statement === undefined) throw bad('Syntax errors in policy.')
    const { Sid: sid } = statement
    if (sid !== undefined) {
      if (typeof sid !== 'string' || !/^[A-Za-z0-9]*$/.test(sid))
        throw bad(
          'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
        )
      if (seen.has(sid)) throw bad('Statement IDs (SID) in a single policy must be unique.')
      seen.add(sid)
    }
    return statementOf(statement)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw bad('Syntax errors in policy.')
  }
}

const known = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']

function statementOf(given: Readonly<Record<string, unknown>>): Statement {
  const strange = Object.keys(given).find((key) => !known.includes(key))
  if (strange === 'Principal' || strange === 'NotPrincipal')
    throw bad('Policy document should not specify a principal.')
  if (strange !== undefined) throw bad('Syntax errors in policy.')
  if (given.Effect !== 'Allow' && given.Effect !== 'Deny') throw bad('Syntax errors in policy.')
  const pair = (name: 'Action' | 'Resource') => {
    const [yes, no] = [list(given[name]), list(given[`Not${name}`])]
    if ((yes === undefined) === (no === undefined))
      throw bad(`Policy statement must contain ${name === 'Action' ? 'actions' : 'resources'}.`)
    return [yes ?? [], no] as const
  }
  const [actions, notActions] = pair('Action')
  const [resources, notResources] = pair('Resource')
  for (const action of [...actions, ...(notActions ?? [])])
    if (action !== '*' && !/^[\w-]+:[\w*?-]+$/.test(action))
      throw bad('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.')
  for (const resource of [...resources, ...(notResources ?? [])])
    if (resource !== '*' && !/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(resource))
      throw bad(`Resource ${resource} must be in ARN format or "*".`)
  return {
    allows: given.Effect === 'Allow',
    actions: among(actions, notActions, true),
    resources: among(resources, notResources, false),
    condition: conditionOf(given.Condition),
  }
}

/** Whether a text is one of those named, or none of those excepted. */
function among(named: readonly string[], excepted: readonly string[] | undefined, anyCase: boolean): Pattern {
  const patterns = (excepted ?? named).map((one) => pattern(one, { anyCase }))
  return (text) => patterns.some((one) => one(text)) === (excepted === undefined)
}

function list(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined
  const all: readonly unknown[] = Array.isArray(value) ? value : [value]
  return all.map((one) => {
    if (typeof one === 'string' || typeof one === 'boolean' || typeof one === 'number') return String(one)
    throw bad('Syntax errors in policy.')
  })
}

function conditionOf(given: unknown): Block {
  const block = Object.entries(record(given ?? {}) ?? {})
  return new Map(
    block.map(([operator, keys]) => {
      if (operatorOf(operator) === undefined) throw bad(`Invalid Condition type : ${operator}.`)
      const entries = Object.entries(record(keys) ?? {})
      return [operator, new Map(entries.map(([key, values]) => [key, texts(values)]))] as const
    }),
  )
}

function texts(values: unknown): readonly string[] {
  const found = list(values) ?? []
  const variable = found.find((one) => one.includes('${'))
  if (variable !== undefined) throw bad(`Policy variables are not known to the simulator: ${variable}`)
  return found
}
