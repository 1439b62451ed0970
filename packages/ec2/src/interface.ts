import { type Item, items } from '@windlass/core'

const word = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

/** Its id, and what AWS says it is for. */
function named(one: Item): string | undefined {
  const id = word(one.NetworkInterfaceId)
  const use = word(one.Description) ?? word(one.InterfaceType)
  return id === undefined || use === undefined ? id : `${id} (${use})`
}

function mappings(one: Item): readonly Item[] {
  return [one, ...items(one.PrivateIpAddresses)].flatMap((holder) => items([holder.Association]))
}

/** The name of a network interface that a public address is mapped to; undefined for any other. */
export function mapped(one: Item): string | undefined {
  const address = mappings(one)
    .map((association) => word(association.PublicIp))
    .find((ip) => ip !== undefined)
  const name = named(one)
  return address === undefined || name === undefined ? undefined : `${name} with the address ${address}`
}
