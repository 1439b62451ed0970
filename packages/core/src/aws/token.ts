import { createHash } from 'node:crypto'
import { canonical, type Item } from '../schema/json.ts'

/** What makes one attempt to create one object: the same identity gives the same token, in every process and forever. */
export interface Identity {
  /** UID of the cluster. */
  readonly cluster: string
  /** UID of the Kubernetes object. */
  readonly uid: string
  /** `NATGateway` */
  readonly kind: string
  /** Counts the objects made for this one: raised once the last is known to be dead or was never made. */
  readonly epoch: number
  /** Zone or subnet, for actions whose tokens count per zone; empty otherwise. */
  readonly zone?: string
}

/**
 * The idempotency token of a create: the same for the same identity, different for any other. At most 64 characters,
 * lower-case letters, digits and `-`.
 */
export function tokenFor(identity: Identity): string {
  const { cluster, uid, kind, epoch, zone = '' } = identity
  return `windlass-${digest(JSON.stringify([cluster, uid, kind, epoch, zone]))}`
}

/** One short text for equal requests, whatever the order of their members. */
export function requestHash(request: Item): string {
  return digest(canonical(request))
}

/** SHA-256 in base 32 (RFC 4648, lower case, no padding): 52 characters. */
function digest(words: string): string {
  const bytes = createHash('sha256').update(words).digest()
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
