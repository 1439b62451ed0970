import { type Blocker, byFilter, type Item, isItem, type Operation } from '@windlass/core'

const text = (value: unknown): readonly string[] => (typeof value === 'string' && value !== '' ? [value] : [])

/** Every text at a path of member names; lists on the way are gone through. */
function texts(value: unknown, [step, ...rest]: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => texts(each, step === undefined ? [] : [step, ...rest]))
  if (step === undefined) return text(value)
  return isItem(value) ? texts(value[step], rest) : []
}

/** One sort of EC2 object that uses another, found by a filter on the id of the used one. */
export function user(of: {
  readonly noun: string
  readonly operation: Operation
  /** The reply member that holds the items. */
  readonly items: string
  readonly filter: string
  /** The request member that takes filters; `Filters` when absent. */
  readonly member?: string
  /** Where an item holds the id of what it uses: `Attachments.VpcId`. */
  readonly at: string
  /** The member that names an item. */
  readonly id: string
  /** What to add to the name, in brackets. */
  readonly about?: string
  /** Whether an item stands in the way of the object with this id; true when absent. */
  counts?(item: Item, id: string): boolean
}): Blocker {
  const { noun, operation, items, filter, member } = of
  return {
    noun,
    read: byFilter({ operation, items, filter, member, keys: (item) => texts(item, of.at.split('.')) }),
    name: (item, id) => {
      if (of.counts?.(item, id) === false) return undefined
      const [name] = text(item[of.id])
      const [about] = of.about === undefined ? [] : text(item[of.about])
      return name !== undefined && about !== undefined ? `${name} (${about})` : name
    },
  }
}
