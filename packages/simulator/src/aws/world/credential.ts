import { AwsFault } from '../engine/fault.ts'

/** What a request's signature says: nothing is verified, the scope is only read. */
export interface Scope {
  readonly accessKey: string
  readonly region: string
  readonly service: string
}

/** The credential scope of an Authorization header, or undefined when there is none. */
export function scopeOf(authorization: string | undefined): Scope | undefined {
  const found = /Credential=([^/\s]+)\/\d{8}\/([^/\s]+)\/([^/\s]+)\/aws4_request/.exec(authorization ?? '')
  return found ? { accessKey: found[1] ?? '', region: found[2] ?? '', service: found[3] ?? '' } : undefined
}

const refusals: Readonly<Record<string, readonly [message: string, status: number]>> = {
  AuthFailure: ['AWS was not able to validate the provided access credentials', 401],
  InvalidClientTokenId: ['The security token included in the request is invalid.', 403],
  ExpiredToken: ['The security token included in the request is expired', 403],
  UnauthorizedOperation: ['You are not authorized to perform this operation.', 403],
}

/** Which account an access key belongs to, and which keys are refused. */
export class Credentials {
  readonly #accounts = new Map<string, string>()
  readonly #refused = new Map<string, string>()

  /** Ties a key to an account. */
  assign(accessKey: string, account: string): void {
    this.#accounts.set(accessKey, account)
  }

  /** Refuses a key with AWS's code from now on; no code accepts it again. `*` is every key, the empty key a request without one. */
  refuse(accessKey: string, code: string | undefined): void {
    if (code === undefined) this.#refused.delete(accessKey)
    else this.#refused.set(accessKey, code)
  }

  /**
   * The account of a key: the one assigned, else the 12 digits the key is or carries (`AKIA` or `ASIA` before them), else
   * `otherwise`. Throws `AuthFailure`, `InvalidClientTokenId` or `ExpiredToken` for a refused key.
   */
  account(accessKey: string, otherwise: string): string {
    const code = this.#refused.get(accessKey) ?? this.#refused.get('*')
    if (code !== undefined) {
      const [message, status] = refusals[code] ?? ['The credentials were refused', 403]
      throw new AwsFault(code, message, status)
    }
    return this.#accounts.get(accessKey) ?? /^(?:A[KS]IA)?(\d{12})/.exec(accessKey)?.[1] ?? otherwise
  }

  clear(): void {
    this.#accounts.clear()
    this.#refused.clear()
  }
}
