import { type Item, text, Unreadable } from '../schema/json.ts'
import { type Shape, signature } from '../schema/shape.ts'
import type { Finder, Place } from './definition.ts'
import type { ErasedDefinition, ErasedView } from './erase.ts'
import { KindError } from './flaw/flaw.ts'
import type { ErasedFinder, ServiceTraits } from './kind.ts'
import { membersOf } from './member.ts'
import { byIds, byName, type IdRead, type Read } from './reply/read.ts'
import { firstText, textAt } from './reply/row.ts'
import { ownerTags } from './service.ts'

/** How objects of a kind are read: by id among others, by id alone, without their id, and all of a cluster. */
export interface Reads {
  readonly read: Read
  readonly idRead: IdRead
  readonly finder: ErasedFinder | undefined
  readonly natural: (ErasedFinder & { readonly shared: boolean }) | undefined
  readonly census: Read | undefined
  /** The id in the reply of a create. */
  idOf(reply: Item): string | undefined
}

/** Throws `KindError` where nothing says how the kind is read. */
export function readsOf(traits: ServiceTraits, kindName: string, d: ErasedDefinition): Reads {
  const read = reader(traits, kindName, d)
  return {
    read,
    idRead: {
      operation: d.read,
      input: askedBy(traits, kindName, d, read),
      items: (output, id) => read.items(output, [id]),
      notFound: d.notFound,
    },
    finder: finderOf(traits, d, read),
    natural: naturalOf(d, read),
    // What its natural key finds cannot be there twice, and may have no filter for tags.
    census: d.tagged === false || d.finder !== undefined ? undefined : tagRead(traits, d, ownerTags.cluster),
    idOf: (reply) => (d.created === undefined ? firstText(reply, d.id) : textAt(reply, d.created)),
  }
}

/** The request for one object by its id. */
function askedBy(traits: ServiceTraits, kindName: string, d: ErasedDefinition, read: Read): (key: string) => Item {
  const { ids, id, read: operation } = d
  if (d.by !== undefined) return (key) => read.input([key])
  if (ids !== undefined) return (key) => ({ [ids]: [key] })
  const { byId } = traits
  if (byId === undefined) throw unreadable(kindName, 'byId')
  return (key) => byId({ operation, id }, key)
}

function reader(traits: ServiceTraits, kindName: string, d: ErasedDefinition): Read {
  const { read: operation, items, id, by, ids, ask } = d
  if (d.reads !== undefined) return identifying(d.reads, id)
  if (by !== undefined) return identifying(byName({ operation, items, id, by, ask, absent: d.notFound }), id)
  if (ids !== undefined) return identifying(byIds({ operation, items, id, ids }), id)
  const read = traits.reads?.({ operation, items, filter: d.filter ?? dashed(id), id })
  if (read === undefined) throw unreadable(kindName, 'reads')
  return identifying(read, id)
}

const unreadable = (kindName: string, fact: string) =>
  new KindError([
    {
      code: 'Unreadable',
      sentence: `Nothing says how a ${kindName} is read: it has neither \`by\` nor \`ids\`, and its service has no \`${fact}\`. Declare one.`,
    },
  ])

/** A read whose rows all have their id: one without would belong to nobody, and what it is of would look gone. */
function identifying(read: Read, id: string): Read {
  const checked = (row: Item) => {
    if (text(row[id]) === undefined) throw new Unreadable(`a row has no ${id}`)
    return row
  }
  return { ...read, items: (output, keys) => read.items(output, keys).map(checked) }
}

function finderOf(traits: ServiceTraits, d: ErasedDefinition, read: Read): ErasedFinder | undefined {
  if (d.finder !== undefined) return byKey(d.finder, d, read)
  const found = d.tagged === false ? undefined : tagRead(traits, d, ownerTags.uid)
  return found && { read: found, byTag: true, key: (uid) => uid, match: () => true }
}

function naturalOf(d: ErasedDefinition, read: Read): Reads['natural'] {
  const own = d.natural === 'finder' ? d.finder : d.natural
  return own && { ...byKey(own, d, read), shared: d.natural !== 'finder' && d.natural?.shared === true }
}

/** Finds by what a spec says, as a declaration has it. */
function byKey(own: Finder<Item, Item>, d: ErasedDefinition, read: Read): ErasedFinder {
  return {
    read: own.read === undefined ? read : identifying(own.read, d.id),
    byTag: false,
    key: (_uid: string, spec: Item, place: Place) =>
      own.key === undefined ? d.readKey?.('', spec) || undefined : own.key(spec, place),
    match: (found, spec) => own.match?.(found, spec) ?? true,
  }
}

function tagRead(traits: ServiceTraits, d: ErasedDefinition, tag: string): Read | undefined {
  const found = traits.byTag?.({ operation: d.read, items: d.items, tag })
  return found && identifying(found, d.id)
}

/** The name of the view that shows the tags, where AWS keeps them apart from the object. */
const tagView = 'tags'

/** The view that shows the tags of an object; none where the object itself does. */
export function tagViews(traits: ServiceTraits, d: ErasedDefinition): readonly ErasedView[] {
  const { from } = traits.service.tagging
  if (from === undefined || d.tagged === false) return []
  return [{ name: tagView, read: from, key: (id) => id, needed: () => true, forFacets: false }]
}

/** An item with what its tags were read from, where AWS keeps them apart from the object. */
export function withTags(of: Item, views: Readonly<Record<string, readonly Item[]>>): Item {
  const [tags] = views[tagView] ?? []
  return tags === undefined ? of : { ...of, ...tags }
}

/** What a create does beyond doubt: exactly one object, and whose it is. */
export interface Making {
  readonly token: string | undefined
  readonly stable: boolean
  readonly answered: boolean
  readonly readBack: boolean
  exclusive(spec: Item): boolean
}

/** How a kind is created exactly once. Throws `KindError` for one that cannot be. */
export function makingOf(
  traits: ServiceTraits,
  kindName: string,
  d: ErasedDefinition,
  finder: ErasedFinder | undefined,
): Making {
  const token = tokenOf(signature(d.create).input)
  const signed = d.tagged !== false && traits.service.tagging.atCreate !== undefined
  const answered = d.taken === 'answered'
  // A tag that no create carries finds nothing that a create has made.
  const found = finder !== undefined && (signed || !finder.byTag)
  if (!found && (token === undefined || answered || d.stable === true)) throw notOnce(kindName, signed)
  const taken = (spec: Item) => (typeof d.taken === 'function' ? d.taken(spec) : d.taken)
  return {
    token,
    stable: d.stable === true,
    answered,
    readBack: answered && signed,
    exclusive: (spec) => taken(spec) !== undefined,
  }
}

const notOnce = (kindName: string, signed: boolean) =>
  new KindError([
    {
      code: 'NotOnce',
      sentence: `A ${kindName} cannot be created exactly once: no token tells its create from another, and ${
        signed ? 'nothing finds it by its tags' : 'its create takes no tags'
      }. Declare a \`finder\` by what only this object has.`,
    },
  ])

function tokenOf(input: Shape): string | undefined {
  return membersOf(input).find((member) => member === 'ClientToken' || member === 'CreationToken')
}

/** `NatGatewayId` → `nat-gateway-id` */
export function dashed(member: string): string {
  return member.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase()
}
