import type { Scope } from '../aws/scope.ts'
import type { KubeObject } from '../kube/transport.ts'
import { ack } from '../reconcile/names.ts'
import type { Outcome } from '../reconcile/outcome.ts'
import type { Pinned } from '../reconcile/pass.ts'

/** Where objects go when nothing says otherwise. */
export interface Home {
  readonly account: string
  readonly region: string
  readonly endpoint?: string
}

type Annotations = Readonly<Record<string, string>>

/**
 * The account and region of an object: where it was created, else what its annotation, its namespace or the controller
 * says, in this order. An object that exists never moves: a wish to move it is refused. One that may exist is looked for
 * where its create was sent.
 */
export function place(
  object: KubeObject,
  namespace: Annotations,
  home: Home,
  pinned: Pinned | undefined,
): Scope | Outcome {
  const own = object.metadata.annotations?.[ack.region]
  const region = own ?? namespace[ack.defaultRegion] ?? home.region
  const account = namespace[ack.ownerAccount] ?? home.account
  if (account !== home.account)
    return refused(
      `The namespace asks for account ${account}, and this controller has credentials for ${home.account} only`,
      'AccessDenied',
    )
  if (pinned !== undefined && pinned.account !== account)
    return refused(`It exists in account ${pinned.account}; it cannot move to ${account}`, 'PlacementChanged')
  if (pinned?.sure === true && own !== undefined && own !== pinned.region)
    return refused(`It exists in region ${pinned.region}; it cannot move to ${own}`, 'PlacementChanged')
  const endpoint = namespace[ack.endpoint] ?? home.endpoint
  return { account, region: pinned?.region ?? region, ...(endpoint === undefined ? {} : { endpoint }) }
}

function refused(why: string, reason: 'AccessDenied' | 'PlacementChanged'): Outcome {
  return { is: 'failed', reason, why, errorClass: reason === 'AccessDenied' ? 'auth' : 'terminal' }
}
