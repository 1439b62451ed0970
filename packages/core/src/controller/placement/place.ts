import type { Scope } from '../../aws/scope.ts'
import type { KubeObject } from '../../kube/transport.ts'
import type { Origin } from '../../reconcile/identity/origin.ts'
import type { Outcome } from '../../reconcile/outcome.ts'
import { ack } from '../../reconcile/wish/names.ts'
import { type AddressRules, judge } from './address.ts'
import type { Annotations } from './namespace.ts'

/** Where objects go when nothing says otherwise. */
export interface Home {
  readonly account: string
  readonly region: string
  readonly endpoint?: string
}

/**
 * The account, region and address of an object: where it was created, else what its annotation, its namespace or the
 * controller says, in this order. An object that exists never moves: a wish to move it is refused. One that may exist is
 * looked for where its create was sent, and never at another address, where it would be found missing.
 */
export function place(
  object: KubeObject,
  namespace: Annotations,
  { home, addresses }: { readonly home: Home; readonly addresses: AddressRules },
  origin: Origin | undefined,
): Scope | Outcome {
  const own = object.metadata.annotations?.[ack.region]
  const region = own ?? namespace[ack.defaultRegion] ?? home.region
  const account = origin?.account ?? namespace[ack.ownerAccount] ?? home.account
  if (origin !== undefined && origin.account !== home.account)
    return refused(`It exists in account ${origin.account}; it cannot move to ${home.account}`, 'PlacementChanged')
  if (account !== home.account)
    return refused(
      `The namespace asks for account ${account}, and this controller has credentials for ${home.account} only`,
      'AccessDenied',
    )
  if (origin?.sure === true && own !== undefined && own !== origin.region)
    return refused(`It exists in region ${origin.region}; it cannot move to ${own}`, 'PlacementChanged')
  const address = addressed(namespace[ack.endpoint], origin, addresses)
  if (address.is !== 'fit') return address
  const endpoint = address.url ?? home.endpoint
  return {
    account,
    region: origin?.region ?? region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(address.url === undefined ? {} : { lent: true }),
  }
}

/** The address the namespace names, in so far as it may; without one, the controller's own. */
function addressed(
  wish: string | undefined,
  origin: Origin | undefined,
  rules: AddressRules,
): { readonly is: 'fit'; readonly url?: string } | Outcome {
  const judged = wish === undefined ? undefined : judge(wish, rules)
  if (judged?.is === 'unfit')
    return refused(`The namespace names ${wish} as the address of AWS: ${judged.why}`, 'EndpointRefused')
  const made = origin?.endpoint
  if (made === undefined || made === (judged?.url ?? '')) return judged ?? { is: 'fit' }
  const named = (url: string) => url || "the controller's own address"
  return refused(`It was made at ${named(made)}; it cannot move to ${named(judged?.url ?? '')}`, 'PlacementChanged')
}

const classes = { AccessDenied: 'auth', PlacementChanged: 'terminal', EndpointRefused: 'auth' } as const

function refused(why: string, reason: keyof typeof classes): Extract<Outcome, { is: 'failed' }> {
  return { is: 'failed', reason, why, errorClass: classes[reason] }
}
