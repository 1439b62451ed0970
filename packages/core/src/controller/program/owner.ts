import type { KubeObject } from '../../kube/transport.ts'
import type { Settings } from '../../reconcile/pass.ts'
import { wasAdopted } from '../../reconcile/wish/wish.ts'
import { FlagError, words } from './parse.ts'

/** What a user may decide about whose AWS objects are. */
export interface OwnerConfig {
  /** Names the cluster in tokens and tags; the UID of its kube-system namespace unless given. */
  readonly clusterId?: string | undefined
  /** Clusters that are gone: objects that carry their tags may be adopted. None unless given. */
  readonly formerClusters?: readonly string[]
  /** Whether what ACK left is taken over by finalizer and id, where AWS shows no tag of it. Not unless given. */
  readonly takeOverUntagged?: boolean
  /** `retain`: AWS objects that were adopted outlive their CRs, unless an annotation of the CR says otherwise. */
  readonly adoptedDeletionPolicy?: 'retain' | undefined
}

/** The objects that a controller sees. */
interface View {
  readonly namespaces: readonly string[]
  readonly labelSelector?: string | undefined
}

/** The settings that follow. */
export function ownerSettings(
  config: OwnerConfig & View,
): Pick<Settings, 'complete' | 'formerClusters' | 'takeOverUntagged'> {
  return {
    complete: config.namespaces.length === 0 && config.labelSelector === undefined,
    formerClusters: config.formerClusters ?? [],
    takeOverUntagged: config.takeOverUntagged ?? false,
  }
}

/** The deletion policy of an object that was adopted; undefined where it has that of everything else. */
export function ofAdopted({ adoptedDeletionPolicy }: OwnerConfig, object: KubeObject): 'retain' | undefined {
  return wasAdopted(object) ? adoptedDeletionPolicy : undefined
}

/** Names of clusters, separated by commas. */
export function clusterNames(flag: string, text: string): readonly string[] {
  const names = words(text).map((name) => clusterName(flag, name))
  if (names.includes('')) throw new FlagError(`--${flag} has an empty entry.`)
  return names
}

/** Throws `FlagError` where this cluster counts as a former one. */
export function checkOwner({ clusterId, formerClusters = [] }: OwnerConfig): void {
  if (clusterId !== undefined && formerClusters.includes(clusterId))
    throw new FlagError(`--former-clusters names ${clusterId}, which is this cluster.`)
}

/** What may stand in a tag and in a list: letters, digits, `.`, `_` and `-`, at most 128. */
export function clusterName(flag: string, text: string): string {
  if (!/^[A-Za-z0-9._-]{0,128}$/.test(text))
    throw new FlagError(
      `--${flag} takes letters, digits, ".", "_" and "-", at most 128 of them, and "${text}" is not that.`,
    )
  return text
}
