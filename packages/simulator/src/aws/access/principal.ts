import { decide } from './decision.ts'
import { type Statement, statementsOf } from './document.ts'
import { type Asked, questionsOf } from './question.ts'

/** Who calls, and what IAM lets them do. */
interface Principal {
  readonly arn: string
  readonly statements: readonly Statement[]
}

/** An access key with the policies of whoever it belongs to. */
export interface Granted {
  readonly accessKey: string
  /** The caller as refusals name them; a role's session unless given. */
  readonly arn?: string | undefined
  /** Policy documents, as JSON or as what JSON makes of it. */
  readonly policies: readonly unknown[]
}

/** What the principals of a world may do. An access key that nobody has given a policy may do everything. */
export class Access {
  readonly #principals = new Map<string, Principal>()

  /** Lets whoever has a key do what the policies allow, and nothing else. Throws `MalformedPolicyDocument`. */
  grant({ accessKey, arn, policies }: Granted): void {
    const statements = policies.flatMap(statementsOf)
    this.#principals.set(accessKey, {
      arn: arn ?? `arn:aws:sts::123456789012:assumed-role/${accessKey}/session`,
      statements,
    })
  }

  /** Lets whoever has a key do everything again. */
  release(accessKey: string): void {
    this.#principals.delete(accessKey)
  }

  clear(): void {
    this.#principals.clear()
  }

  /** Throws the service's refusal unless IAM allows all that the call asks for. */
  check(accessKey: string | undefined, call: Asked): void {
    const principal = accessKey === undefined ? undefined : this.#principals.get(accessKey)
    const { service, name } = call.shape
    // Source: the STS API reference: no permissions are required to perform this operation, not even where it is denied.
    if (principal === undefined || `${service.name}:${name}` === 'sts:GetCallerIdentity') return
    for (const question of questionsOf(call)) {
      const decision = decide(principal.statements, question)
      if (decision === 'allowed') continue
      const { action, resource } = question
      throw service.refusals.denied({ principal: principal.arn, action, resource, decision, service: service.iam })
    }
  }
}
