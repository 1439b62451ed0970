import { type Context, holds } from './condition.ts'
import type { Statement } from './document.ts'

/** One thing that IAM is asked before a call is carried out. */
export interface Question {
  /** `ec2:CreateTags` */
  readonly action: string
  /** The ARN of what it is about; `*` where IAM is asked about nothing in particular. */
  readonly resource: string
  readonly context: Context
}

/** What IAM answers: `implicit` where nothing allows it, `explicit` where something denies it. */
export type Decision = 'allowed' | 'implicit' | 'explicit'

/**
 * What a principal with these statements may do: nothing unless something allows it, and never what something denies. Source:
 * "Policy evaluation logic" in the IAM User Guide.
 */
export function decide(statements: readonly Statement[], question: Question): Decision {
  const about = statements.filter((statement) => applies(statement, question))
  if (about.some(({ allows }) => !allows)) return 'explicit'
  return about.length > 0 ? 'allowed' : 'implicit'
}

function applies(statement: Statement, { action, resource, context }: Question): boolean {
  return statement.actions(action) && statement.resources(resource) && holds(statement.condition, context)
}
