import { isIP } from 'node:net'

/** What a namespace may name as the address of AWS. */
export interface AddressRules {
  /** Hosts by their whole name or by a domain they are in; none is allowed when empty. */
  readonly hosts: readonly string[]
  /** Lets the address be plain http, an IP address, or this machine. */
  readonly unsafe: boolean
}

/** An address in one spelling, or why it is refused, as the end of a sentence. */
export type Judged = { readonly is: 'fit'; readonly url: string } | { readonly is: 'unfit'; readonly why: string }

/** The flag by which addresses of namespaces are allowed. */
export const allowing = '--allow-namespace-endpoints'

/**
 * Whether calls may be sent to an address that a namespace names. What it names is reached with the controller's signature,
 * so it must be a host that the operator allows. The name is judged, not what it stands for: over https a host has
 * to prove its name, which no metadata service and no other party's machine can.
 */
export function judge(address: string, { hosts, unsafe }: AddressRules): Judged {
  if (hosts.length === 0) return unfit(`no namespace may name one without the flag ${allowing}`)
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    return unfit('it is no URL such as https://host')
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return unfit('it has more than a host and a path')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!hosts.some((one) => host === one || (isIP(host) === 0 && host.endsWith(`.${one}`))))
    return unfit(`${allowing} allows ${hosts.join(', ')} only`)
  if (/^sts(-fips)?\./.test(host)) return unfit('STS is asked at its own address only')
  const risk = riskOf(url, host)
  if (risk !== undefined && !unsafe) return unfit(`${risk}, which takes --allow-unsafe-aws-endpoint-urls`)
  return { is: 'fit', url: url.href }
}

function riskOf({ protocol }: URL, host: string): string | undefined {
  if (protocol !== 'https:') return 'it is not https'
  if (isIP(host) !== 0) return 'it is an IP address'
  return /(^|\.)localhost$/.test(host) ? 'it is the machine of the controller' : undefined
}

const unfit = (why: string): Judged => ({ is: 'unfit', why })
