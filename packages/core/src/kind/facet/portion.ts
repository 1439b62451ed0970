/** What comes and what goes in one call. */
export interface Portion<W, H> {
  readonly add: readonly W[]
  readonly remove: readonly H[]
}

/** The limits of such calls: how many entries one takes, and how many more there is room for at first. */
export interface Limits {
  readonly most: number
  readonly room: number
}

/**
 * A change in calls of so many entries. What comes goes before what goes as long as there is room for it; then one takes the
 * place of another. Whatever there is no room for at all is asked for last, so that AWS says so. Pure.
 */
export function portions<W, H>(
  add: readonly W[],
  remove: readonly H[],
  { most, room }: Limits,
): readonly Portion<W, H>[] {
  if (add.length + remove.length === 0) return []
  const free = Math.max(0, room)
  const fits = add.length - remove.length <= free
  const [come, go] =
    add.length + remove.length <= most && fits
      ? [add.length, remove.length]
      : first(add.length, remove.length, { most, room: free })
  const rest = portions(add.slice(come), remove.slice(go), { most, room: room - come + go })
  return [{ add: add.slice(0, come), remove: remove.slice(0, go) }, ...rest]
}

/** How many of each go into the first of several calls. */
function first(add: number, remove: number, { most, room }: Limits): readonly [add: number, remove: number] {
  const come = Math.min(add, room, most)
  if (come > 0) return [come, come === add ? Math.min(remove, most - come) : 0]
  if (remove === 0) return [Math.min(add, most), 0]
  const swapped = Math.min(add, remove, Math.floor(most / 2))
  return swapped > 0 ? [swapped, swapped] : [0, Math.min(remove, most)]
}
