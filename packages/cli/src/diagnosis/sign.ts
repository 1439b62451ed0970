import { isItem, items } from '@windlass/core'
import type { KubeObject } from '@windlass/core/kube'
import type { Told } from './facts.ts'
import { moment } from './finding.ts'

/** The lease by which the controllers of an API group choose one among them. */
export interface Lease {
  /** `ec2.services.k8s.aws` */
  readonly group: string
  /** `kube-system/ack-ec2.services.k8s.aws` */
  readonly name: string
  /** Empty when nobody holds it. */
  readonly holder: string
  /** When the holder last said that it is there, in milliseconds since the Unix epoch; undefined when none ever did. */
  readonly renewedAt: number | undefined
  /** When the holder had to stop, or has to, unless it renews the lease. */
  readonly endsAt: number | undefined
  /** Whether the holder was there in time. */
  readonly alive: boolean
}

/** What the cluster shows of the controllers themselves. */
export interface Signs {
  /** At most one of each API group: controllers hold one with `--enable-leader-election` only. */
  readonly leases: readonly Lease[]
  /** What a controller said about objects at rest that it could not compare with AWS, newest first. */
  readonly unverified: readonly Unverified[]
  /** What is left in AWS of objects that are gone, one of each kind and place. */
  readonly orphans: readonly Orphans[]
}

/** Nothing is known of the controllers. */
export const nothing: Signs = { leases: [], unverified: [], orphans: [] }

/** A failure that holds for all objects of a kind. */
export interface Unverified extends Told {
  readonly kind: string
  readonly group: string
}

/** AWS objects of a kind that were made in this cluster, and that no object of it stands for. */
export interface Orphans {
  readonly kind: string
  /** Account and region: `123456789012/us-west-2`. */
  readonly place: string
  readonly note: string
  /** When a controller last said so, in milliseconds since the Unix epoch. */
  readonly at: number
}

/** A controller repeats itself every nine minutes while such a failure lasts; every twenty while there are orphans. */
const lasts = { unverified: 600_000, orphans: 1_800_000 }

/** The leases of controllers among all leases, one of each API group; `now` in milliseconds since the Unix epoch. Pure. */
export function leasesIn(all: readonly KubeObject[], now: number): readonly Lease[] {
  const byGroup = new Map<string, Lease>()
  for (const one of all.filter(({ metadata }) => /^ack-.*\.services\.k8s\.aws$/.test(metadata.name))) {
    const lease = read(one, now)
    const known = byGroup.get(lease.group)
    if (known === undefined || (lease.renewedAt ?? 0) > (known.renewedAt ?? 0)) byGroup.set(lease.group, lease)
  }
  return [...byGroup.values()]
}

function read({ metadata, spec }: KubeObject, now: number): Lease {
  const { holderIdentity, renewTime, leaseDurationSeconds } = spec ?? {}
  const holder = typeof holderIdentity === 'string' ? holderIdentity : ''
  const renewedAt = moment(renewTime)
  const duration = Number(leaseDurationSeconds ?? 15) * 1000
  const alive = holder !== '' && renewedAt !== undefined && now - renewedAt <= duration
  return {
    group: metadata.name.slice('ack-'.length),
    name: `${metadata.namespace}/${metadata.name}`,
    holder,
    renewedAt,
    endsAt: renewedAt === undefined ? undefined : renewedAt + duration,
    alive,
  }
}

/** The Events among these that say that a kind could not be compared with AWS, as far as it may last. Pure. */
export function unverifiedIn(
  events: readonly { readonly raw: object; readonly told: Told }[],
  now: number,
): readonly Unverified[] {
  return events
    .filter(({ told }) => told.reason === 'Unverified' && now - told.at <= lasts.unverified)
    .map(({ raw, told }) => ({ ...told, ...regardingOf(raw) }))
    .sort((a, b) => b.at - a.at)
}

/** What the Events among these say of orphans, the newest of each kind and place, as far as it may still hold. Pure. */
export function orphansIn(events: readonly Told[], now: number): readonly Orphans[] {
  const found = new Map<string, Orphans>()
  for (const { reason, note, at } of [...events].sort((a, b) => a.at - b.at)) {
    const [, kind, place, words] = /^(\w+) in (\S+): (.*)$/.exec(note) ?? []
    if (reason !== 'Orphan' || now - at > lasts.orphans || kind === undefined) continue
    found.set(`${kind} ${place}`, { kind, place: place ?? '', note: words ?? '', at })
  }
  return [...found.values()]
}

/**
 * A status that was written after the holder of a lease had to stop, in milliseconds: by a controller without leader election,
 * which the lease says nothing of. Pure.
 */
export function writtenSince({ alive, endsAt = 0 }: Lease, wroteAt: number | undefined): boolean {
  return !alive && wroteAt !== undefined && wroteAt > endsAt
}

function regardingOf(raw: object): { kind: string; group: string } {
  const regarding = items([isItem(raw) ? raw.regarding : undefined])[0]
  const version = typeof regarding?.apiVersion === 'string' ? regarding.apiVersion : ''
  return { kind: typeof regarding?.kind === 'string' ? regarding.kind : '', group: version.split('/')[0] ?? '' }
}
