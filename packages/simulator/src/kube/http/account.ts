import { isObject, type Json, type JsonObject, list, object, text } from '../value/json.ts'

/** Somebody with a token of their own, and the paths that are no resources and that they may get. */
export interface Account {
  readonly token: string
  readonly username: string
  readonly groups: readonly string[]
  readonly paths: readonly string[]
}

/** Whom the cluster knows besides its one user, who needs no token and may do everything. */
export class Accounts {
  private readonly known: Account[] = []

  /** Adds somebody. They take effect at once, and are no part of a snapshot. */
  add(account: Account): void {
    this.known.push(account)
  }

  /** Forgets a token. */
  revoke(token: string): void {
    const at = this.known.findIndex((account) => account.token === token)
    if (at >= 0) this.known.splice(at, 1)
  }

  /** The status of a TokenReview. */
  review(spec: Json | undefined): JsonObject {
    const account = this.known.find(({ token }) => token === text(spec, 'token'))
    if (account === undefined) return { user: {}, error: '[invalid bearer token, unknown]' }
    const { username, groups } = account
    return { authenticated: true, user: { username, groups: [...groups, 'system:authenticated'] } }
  }

  /** The status of a SubjectAccessReview. */
  judge(spec: Json | undefined): JsonObject {
    const asked = isObject(spec) ? object(spec, 'nonResourceAttributes') : {}
    const masters = list(spec, 'groups').includes('system:masters')
    const account = this.known.find(({ username }) => username === text(spec, 'user'))
    const allowed = text(asked, 'verb') === 'get' && account?.paths.includes(text(asked, 'path')) === true
    return masters || allowed ? { allowed: true, reason: 'RBAC: allowed' } : { allowed: false }
  }
}
