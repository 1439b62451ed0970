import { canonical, isItem } from './json.ts'

/** Members of which IAM takes one value and a list of one for the same, and lists in any order. */
const sets = ['Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'NotPrincipal', 'Condition']

/** What AWS writes into a statement that names no resource: the ARN of what the policy belongs to. */
interface About {
  readonly resource?: string | undefined
}

/**
 * Whether two IAM policy documents say the same: neither the layout of the text nor the order of members, of
 * statements and of values counts, one value is a list of one, `*` as principal is every AWS principal, and an account
 * is its root. A statement without a resource is one about `resource`, where AWS fills that in. Texts that are not JSON are the same only when they are equal.
 */
export function samePolicy(a: string | undefined, b: string | undefined, about: About = {}): boolean {
  return a === b || (a !== undefined && b !== undefined && plain(a, about) === plain(b, about))
}

function plain(text: string, about: About): string {
  try {
    return canonical(document(JSON.parse(text), about))
  } catch {
    return text
  }
}

function document(policy: unknown, about: About): unknown {
  if (!isItem(policy)) return policy
  const { Statement, ...rest } = policy
  const statements = Array.isArray(Statement) ? Statement : [Statement]
  return { ...rest, Statement: sorted(statements.map((one) => statement(one, about))) }
}

function statement(given: unknown, { resource: Resource }: About): unknown {
  if (!isItem(given)) return given
  const bare = Resource !== undefined && given.Resource === undefined && given.NotResource === undefined
  const value = bare ? { ...given, Resource } : given
  const members = Object.entries(value).map(([member, inner]) => [member, sets.includes(member) ? set(inner) : inner])
  const principals = ['Principal', 'NotPrincipal']
    .filter((member) => value[member] === '*')
    .map((member) => [member, { AWS: ['*'] }])
  return Object.fromEntries([...members, ...principals])
}

/** Values of any depth, each leaf a list in order. Booleans and numbers are texts: IAM spells them both ways. */
function set(value: unknown): unknown {
  if (isItem(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, set(inner)]))
  return sorted((Array.isArray(value) ? value : [value]).map(word))
}

const word = (value: unknown) => String(value).replace(/^arn:aws[a-z-]*:iam::(\d{12}):root$/, '$1')

function sorted(values: readonly unknown[]): readonly unknown[] {
  return values
    .map((value) => [canonical(value), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => value)
}
