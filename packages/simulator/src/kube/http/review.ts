import { isObject, type Json, type JsonObject, object, text } from '../value/json.ts'
import { absent, badRequest } from '../value/status.ts'
import type { Accounts } from './account.ts'

/** A kind that is only ever asked, never stored. */
export interface Review {
  readonly group: string
  readonly plural: string
  readonly kind: string
}

export const reviews: readonly Review[] = [
  { group: 'authorization.k8s.io', plural: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview' },
  { group: 'authorization.k8s.io', plural: 'selfsubjectrulesreviews', kind: 'SelfSubjectRulesReview' },
  { group: 'authorization.k8s.io', plural: 'subjectaccessreviews', kind: 'SubjectAccessReview' },
  { group: 'authentication.k8s.io', plural: 'tokenreviews', kind: 'TokenReview' },
  { group: 'authentication.k8s.io', plural: 'selfsubjectreviews', kind: 'SelfSubjectReview' },
]

/** Finds the review a path asks for. */
export function reviewAt(path: string): Review | undefined {
  return reviews.find((review) => path === `/apis/${review.group}/v1/${review.plural}`)
}

/** Answers a review: whoever asks is the one user that may do everything; others are those in `accounts`. */
export function answerReview(review: Review, method: string, body: Json | undefined, accounts: Accounts): JsonObject {
  if (method !== 'POST') throw absent()
  if (!isObject(body)) throw badRequest(`the object provided is unrecognized (must be of type ${review.kind})`)
  const [kind, version] = [text(body, 'kind') || review.kind, text(body, 'apiVersion') || `${review.group}/v1`]
  if (kind !== review.kind || version !== `${review.group}/v1`)
    throw badRequest(
      `${kind} in version "${version.split('/').at(-1)}" cannot be handled as a ${review.kind}: no kind "${kind}" is registered for version "${version}" in scheme "pkg/runtime/scheme.go:111"`,
    )
  return {
    kind: review.kind,
    apiVersion: `${review.group}/v1`,
    metadata: object(body, 'metadata'),
    spec: object(body, 'spec'),
    status: statusOf(review, body.spec, accounts),
  }
}

function statusOf(review: Review, spec: Json | undefined, accounts: Accounts): JsonObject {
  switch (review.kind) {
    case 'TokenReview':
      return accounts.review(spec)
    case 'SubjectAccessReview':
      return accounts.judge(spec)
    case 'SelfSubjectAccessReview':
      return { allowed: true, reason: 'the simulated cluster has no access control' }
    case 'SelfSubjectRulesReview':
      return {
        resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
        nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
        incomplete: false,
      }
    default:
      return { userInfo: { username: 'admin', groups: ['system:masters', 'system:authenticated'] } }
  }
}
