import { ownerTags, type Tag } from '../kind/service.ts'

/** The Kubernetes object an AWS object was made for. */
export interface Owner {
  readonly uid: string
  /** UID of the cluster; undefined where something else wrote the UID alone. */
  readonly cluster: string | undefined
}

/** A tag for every object, as the `resource-tags` flag gives it: the value may hold formats. */
export interface DefaultTag {
  readonly key: string
  readonly format: string
}

/** What the formats of default tags stand for. */
export interface TagFacts {
  /** `%CONTROLLER_SERVICE%` */
  readonly service: string
  /** `%CONTROLLER_VERSION%`; `unknown` when empty. */
  readonly version: string
  /** `%K8S_NAMESPACE%` */
  readonly namespace: string
  /** `%K8S_RESOURCE_NAME%` */
  readonly name: string
  /** `%K8S_RESOURCE_KIND%` */
  readonly kind: string
  /** `%MANAGED_BY%` */
  readonly managedBy?: string
  /** `%KRO_VERSION%` */
  readonly kroVersion?: string
}

/** A tag an object should carry. */
export interface DesiredTag extends Tag {
  /**
   * The value changes with the controller's version: it is written when the object is created or its other tags are
   * written anyway, so that an upgrade does not write to every object there is.
   */
  readonly lazy?: boolean
  /** Gives way where the object has no room for it. */
  readonly optional?: true
}

/** So many tags an object takes, those under `aws:` not counted. Source: "Tag restrictions" in the guides of the services. */
const most = 50

/** The tags that a spec declares beyond what an object takes beside those of its owner; 0 where there is room for all. */
export function tagsTooMany(declared: readonly Tag[]): number {
  const owners: readonly string[] = Object.values(ownerTags)
  const keys = new Set(declared.map(({ Key }) => Key).filter((key) => !reserved(key) && !owners.includes(key)))
  return Math.max(0, keys.size + owners.length - most)
}

/** The `resource-tags` flag is not a list of `key=value`. */
export class TagFormatError extends Error {
  readonly code = 'InvalidResourceTags'

  constructor(entry: string) {
    super(`resource-tags: "${entry}" must have the form key=value, with exactly one "=" and a key`)
    this.name = 'TagFormatError'
  }
}

/** Reads the values of the `resource-tags` flag; each may hold several entries, separated by commas. */
export function parseDefaultTags(values: readonly string[]): readonly DefaultTag[] {
  return values
    .flatMap((value) => value.split(','))
    .filter((entry) => entry.trim() !== '')
    .map((entry) => {
      const [key = '', format, ...more] = entry.trim().split('=')
      if (key === '' || format === undefined || more.length > 0) throw new TagFormatError(entry)
      return { key, format }
    })
}

/**
 * All tags an object should carry: the user's in their order, then the default tags, then the owner's. The user's value
 * wins over a default, the owner's over both. Keys under `aws:` belong to AWS and are left out, as are default tags
 * whose value comes out empty, and those that the object has no room for.
 */
export function desiredTags(
  declared: readonly Tag[],
  defaults: readonly DefaultTag[],
  facts: TagFacts,
  owner: Owner,
): readonly DesiredTag[] {
  const tags = new Map<string, DesiredTag>()
  for (const { Key, Value } of declared) if (!reserved(Key)) tags.set(Key, { Key, Value })
  for (const { key, format } of defaults) {
    const Value = expand(format, facts)
    if (Value === '' || reserved(key) || tags.has(key) || tags.size + Object.keys(ownerTags).length >= most) continue
    const tag = { Key: key, Value, optional: true as const }
    tags.set(key, format.includes('%CONTROLLER_VERSION%') ? { ...tag, lazy: true } : tag)
  }
  tags.set(ownerTags.uid, { Key: ownerTags.uid, Value: owner.uid })
  if (owner.cluster !== undefined) tags.set(ownerTags.cluster, { Key: ownerTags.cluster, Value: owner.cluster })
  return [...tags.values()]
}

/** The tags as AWS takes them. */
export function plainTags(tags: readonly DesiredTag[]): readonly Tag[] {
  return tags.map(({ Key, Value }) => ({ Key, Value }))
}

/** Whose object this is; undefined when its tags do not say. */
export function ownerOf(tags: readonly Tag[]): Owner | undefined {
  const { uid, cluster } = signatureOf(tags)
  return uid === undefined ? undefined : { uid, cluster }
}

/** What the tags of an AWS object say of whose it is, as far as they say anything. */
export interface Signature {
  readonly uid: string | undefined
  readonly cluster: string | undefined
}

/** Whose name an AWS object bears: either part may be missing, and an empty tag says nothing. */
export function signatureOf(tags: readonly Tag[]): Signature {
  const value = (key: string) => tags.find((tag) => tag.Key === key)?.Value || undefined
  return { uid: value(ownerTags.uid), cluster: value(ownerTags.cluster) }
}

/**
 * Whether the tags are those that AWS Controllers for Kubernetes give an object of this service and namespace:
 * `services.k8s.aws/controller-version: ec2-v1.20.0` and `services.k8s.aws/namespace: default`.
 */
export function taggedByAck(tags: readonly Tag[], service: string, namespace: string): boolean {
  const value = (key: string) => tags.find((tag) => tag.Key === `services.k8s.aws/${key}`)?.Value
  return value('controller-version')?.startsWith(`${service}-`) === true && value('namespace') === namespace
}

export interface TagChanges {
  readonly set: readonly Tag[]
  /** With the values AWS has now. */
  readonly remove: readonly Tag[]
  /** What gives its place to others: it goes before those come. */
  readonly room: readonly Tag[]
}

/**
 * What brings the tags of an object in line. Only declared keys are ours: missing and different ones are set; removed
 * are only keys that were `lastApplied` by us and are declared no more. Tags of others, AWS's and the owner's stay. Where
 * all of them are more than an object takes, optional ones are left out, and go if they are there.
 */
export function tagChanges(
  desired: readonly DesiredTag[],
  present: readonly Tag[],
  lastApplied: readonly string[],
): TagChanges {
  const has = new Map(present.map(({ Key, Value }) => [Key, Value]))
  const keep = new Set<string>([...desired.map(({ Key }) => Key), ...Object.values(ownerTags)])
  const ours = new Set(lastApplied)
  const remove = present.filter(({ Key }) => ours.has(Key) && !keep.has(Key) && !reserved(Key))
  const going = new Set(remove.map(({ Key }) => Key))
  const others = [...has.keys()].filter((key) => !keep.has(key) && !going.has(key) && !reserved(key))
  const left = leftOut(desired, others.length + keep.size - most, has)
  const differing = desired.filter(({ Key, Value }) => has.get(Key) !== Value && !left.has(Key))
  return {
    set: differing.every(({ lazy }) => lazy) ? [] : plainTags(differing),
    remove,
    room: present.filter(({ Key }) => left.has(Key)),
  }
}

/** The optional tags for which there is no room, those first that AWS does not have. Those of another controller are such, too. */
function leftOut(desired: readonly DesiredTag[], over: number, has: ReadonlyMap<string, string>): ReadonlySet<string> {
  const firm = new Set<string>(Object.values(ownerTags))
  for (const tag of desired) if (!tag.optional) firm.add(tag.Key)
  const controllers = [...has.keys()].filter((key) => key.startsWith('services.k8s.aws/') && !firm.has(key))
  const optional = [...new Set([...desired.filter((tag) => tag.optional).map(({ Key }) => Key), ...controllers])]
  const order = [...optional.filter((key) => !has.has(key)), ...optional.filter((key) => has.has(key))]
  return new Set(order.slice(0, Math.max(0, over)))
}

function reserved(key: string): boolean {
  return key.toLowerCase().startsWith('aws:')
}

function expand(format: string, facts: TagFacts): string {
  const values: Readonly<Record<string, string>> = {
    CONTROLLER_SERVICE: facts.service,
    CONTROLLER_VERSION: facts.version || 'unknown',
    K8S_NAMESPACE: facts.namespace,
    K8S_RESOURCE_NAME: facts.name,
    K8S_RESOURCE_KIND: facts.kind,
    MANAGED_BY: facts.managedBy ?? '',
    KRO_VERSION: facts.kroVersion ?? '',
  }
  return format.replace(/%([A-Z0-9_]+)%/g, (words, word: string) => values[word] ?? words)
}
