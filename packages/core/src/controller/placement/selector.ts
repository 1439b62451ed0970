import type { Kind } from '../../kind/kind.ts'
import type { KubeClient } from '../../kube/client.ts'
import { objectKey, type Resource } from '../../kube/resource.ts'
import type { KubeObject } from '../../kube/transport.ts'
import type { Outcome } from '../../reconcile/outcome.ts'
import type { Settings } from '../../reconcile/pass.ts'
import { type Node, node } from '../../reconcile/reference/link.ts'
import { at, items, text } from '../../schema/json.ts'
import type { Observer } from '../../telemetry/observer.ts'
import type { Informers } from '../informer.ts'
import { namespaces } from '../program/cluster.ts'

/** ACK's resource that gives objects a role of their own. */
export const roleSelectors: Resource = {
  group: 'services.k8s.aws',
  version: 'v1alpha1',
  plural: 'iamroleselectors',
  kind: 'IAMRoleSelector',
  namespaced: false,
}

type Labels = Readonly<Record<string, string>>

/**
 * The IAMRoleSelectors that cover an object: those of which each block that says something matches, as ACK matches them.
 * Where the labels of the namespace are not known, a selector that asks for some covers it.
 */
export function covering(
  object: KubeObject,
  namespaceLabels: Labels | undefined,
  selectors: Iterable<KubeObject>,
): readonly KubeObject[] {
  const { namespace = '', labels = {} } = object.metadata
  return [...selectors].filter(({ spec }) => {
    const names = at(spec, 'namespaceSelector', 'names')
    const chosen = Array.isArray(names) ? names : []
    return (
      (chosen.length === 0 || chosen.includes(namespace)) &&
      carried(at(spec, 'namespaceSelector', 'labelSelector', 'matchLabels'), namespaceLabels) &&
      typed(at(spec, 'resourceTypeSelector'), object) &&
      carried(at(spec, 'resourceLabelSelector', 'matchLabels'), labels)
    )
  })
}

function carried(wanted: unknown, labels: Labels | undefined): boolean {
  const pairs = typeof wanted === 'object' && wanted !== null ? Object.entries(wanted) : []
  return labels === undefined || pairs.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value)
}

/** One entry is enough; what an entry leaves out it does not ask for. */
function typed(wanted: unknown, object: KubeObject): boolean {
  const entries = items(wanted)
  const [group = '', version = ''] = object.apiVersion.split('/')
  const is = (asked: unknown, actual: string) => (text(asked) ?? '') === '' || asked === actual
  return (
    entries.length === 0 ||
    entries.some((entry) => is(entry.group, group) && is(entry.version, version) && is(entry.kind, object.kind))
  )
}

/** What has to be known and told where IAMRoleSelectors count. */
export interface Roles {
  readonly informers: Informers
  readonly kinds: readonly Kind[]
  wake(nodes: readonly Node[]): void
}

/**
 * Settings under which an object that an IAMRoleSelector covers is refused, because a role is assumed for none, and nothing
 * is placed before the selectors are known. All objects look again when a selector, or the labels of a namespace, change.
 * Without `roles` the settings as they are.
 */
export function guarded(settings: Settings, roles: Roles | undefined): Settings {
  if (roles === undefined) return settings
  const { informers } = roles
  const changed = () => roles.wake(everything(roles))
  const selectors = informers.store(roleSelectors)
  const known = informers.store(namespaces)
  selectors.onChange(changed)
  known.onChange((before, after) => {
    if (before !== undefined && JSON.stringify(before.metadata.labels) !== JSON.stringify(after?.metadata.labels))
      changed()
  })
  return {
    ...settings,
    place: (object, origin) => {
      if (!selectors.synced && !informers.absent(roleSelectors))
        return {
          is: 'again',
          after: 1000,
          reason: 'Waiting',
          why: 'The IAMRoleSelectors of the cluster are not known yet',
        }
      const namespace = known.get(object.metadata.namespace ?? '')
      const labels = namespace === undefined ? undefined : (namespace.metadata.labels ?? {})
      return refusal(covering(object, labels, selectors.values())) ?? settings.place(object, origin)
    },
  }
}

/** Every object of the kinds. */
function everything({ informers, kinds }: Roles): readonly Node[] {
  return kinds.flatMap(({ name, target: { group, version, plural, kind } }) => {
    const store = informers.store({ group, version, plural, kind, namespaced: true }, true)
    return [...store.values()].map(({ metadata }) => node(group, name, objectKey(metadata)))
  })
}

function refusal(selectors: readonly KubeObject[]): Outcome | undefined {
  const [first] = selectors
  if (first === undefined) return undefined
  const names = selectors.map(({ metadata }) => metadata.name).sort()
  const role = names.length === 1 ? ` and gives it the role ${text(at(first.spec, 'arn')) ?? 'of no name'}` : ''
  const why = `The IAMRoleSelector ${names.join(', ')} covers this object${role}; this controller assumes no roles and leaves it as it is`
  return { is: 'failed', reason: 'RoleUnavailable', why, errorClass: 'auth' }
}

/** Says once, in the log, that IAMRoleSelectors exist and are not acted upon. What cannot be asked is not said. */
export async function warnOfSelectors(client: KubeClient, observer: Observer, signal: AbortSignal): Promise<void> {
  const found = await client.list(roleSelectors, {}, signal).catch(() => undefined)
  if (found === undefined || found.items.length === 0) return
  const names = found.items.slice(0, 5).map(({ metadata }) => metadata.name)
  const more = found.items.length > 5 ? ` and ${found.items.length - 5} more` : ''
  const message = `The IAMRoleSelectors ${names.join(', ')}${more} are not acted upon: what they cover is managed under the controller's own role. --feature-gates IAMRoleSelector=true refuses it instead`
  observer.log({ level: 'warn', message })
}
