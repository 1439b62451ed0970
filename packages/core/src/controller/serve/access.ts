import { createHash } from 'node:crypto'
import type { KubeClient } from '../../kube/client.ts'
import { isRecord } from '../../kube/object.ts'
import type { Resource } from '../../kube/resource.ts'
import type { Clock } from '../../time/clock.ts'

/** Whether somebody may have a page, and if not, why, in a sentence. */
export type Admission =
  | { readonly is: 'admitted' }
  /** Nobody the cluster knows. */
  | { readonly is: 'unknown'; readonly why: string }
  /** Somebody who may not. */
  | { readonly is: 'forbidden'; readonly why: string }
  /** The cluster could not be asked. */
  | { readonly is: 'unanswered'; readonly why: string }

/** Milliseconds for which an answer of the cluster is taken to hold. */
const holds: Readonly<Record<Admission['is'], number>> = {
  admitted: 60_000,
  unknown: 10_000,
  forbidden: 10_000,
  unanswered: 0,
}
/** Most answers that are kept: a guesser of tokens must not fill the memory. */
const most = 1000

const tokenReviews: Resource = {
  group: 'authentication.k8s.io',
  version: 'v1',
  plural: 'tokenreviews',
  kind: 'TokenReview',
  namespaced: false,
}
const accessReviews: Resource = {
  group: 'authorization.k8s.io',
  version: 'v1',
  plural: 'subjectaccessreviews',
  kind: 'SubjectAccessReview',
  namespaced: false,
}

interface Answer {
  readonly until: number
  readonly admission: Admission
}

/** Asks the cluster who somebody is and whether they may GET a path, and remembers its answers briefly. */
export class Access {
  readonly #client: KubeClient
  readonly #clock: Clock
  readonly #answers = new Map<string, Answer>()

  constructor(options: { readonly client: KubeClient; readonly clock: Clock }) {
    this.#client = options.client.within(5000)
    this.#clock = options.clock
  }

  /** Judges the `Authorization` header of a request for a path. Never rejects. */
  async judge(authorization: string | undefined, path: string, signal: AbortSignal): Promise<Admission> {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? []
    if (token === undefined)
      return { is: 'unknown', why: 'Send the token of a service account: Authorization: Bearer TOKEN.' }
    const key = createHash('sha256').update(`${path} ${token}`).digest('base64')
    const known = this.#answers.get(key)
    if (known !== undefined && this.#clock.monotonic() < known.until) return known.admission
    const admission = await this.#ask(token, path, signal)
    this.#keep(key, admission)
    return admission
  }

  #keep(key: string, admission: Admission): void {
    this.#answers.delete(key)
    const [oldest] = this.#answers.keys()
    if (this.#answers.size >= most && oldest !== undefined) this.#answers.delete(oldest)
    this.#answers.set(key, { until: this.#clock.monotonic() + holds[admission.is], admission })
  }

  async #ask(token: string, path: string, signal: AbortSignal): Promise<Admission> {
    try {
      const { authenticated, user } = await this.#client.review(tokenReviews, { token }, signal)
      if (authenticated !== true || !isRecord(user) || typeof user.username !== 'string')
        return { is: 'unknown', why: 'The cluster does not know the token, or it has expired.' }
      const { username, uid, groups, extra } = user
      const nonResourceAttributes = { path, verb: 'get' }
      const may = await this.#client.review(
        accessReviews,
        { user: username, uid, groups, extra, nonResourceAttributes },
        signal,
      )
      if (may.allowed === true && may.denied !== true) return { is: 'admitted' }
      return { is: 'forbidden', why: `${username} may not get ${path}: bind it to a ClusterRole that allows it.` }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return { is: 'unanswered', why: `The cluster could not be asked whether you may: ${why}` }
    }
  }
}
