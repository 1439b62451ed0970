import type { DnsOptionsSpecification } from '@aws-sdk/client-ec2'
import { AwsFault, invalidValue } from '../../engine/fault.ts'
import { record } from '../../schema/schema.ts'

/** The policy AWS puts where the caller gives none: everything is allowed. */
export const defaultPolicy =
  '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'

function statements(text: string): unknown {
  try {
    return record(JSON.parse(text))?.Statement
  } catch {
    return undefined
  }
}

/** A policy as AWS keeps it: the text as given, or the default one for none. Throws `InvalidPolicyDocument`. */
export function policyText(text: string | undefined): string {
  if (text === undefined || text === '') return defaultPolicy
  if (statements(text) === undefined)
    throw new AwsFault('InvalidPolicyDocument', 'The policy document is invalid: it must be JSON with a Statement.')
  return text
}

/** Throws for an IP address type AWS does not know. */
export function checkIpType(type: string | undefined): void {
  if (type !== undefined && !['ipv4', 'dualstack', 'ipv6'].includes(type)) throw invalidValue('ipAddressType', type)
}

/** Throws for DNS options AWS does not know. */
export function checkDns(options: DnsOptionsSpecification | undefined): void {
  const type = options?.DnsRecordIpType
  if (type !== undefined && !['ipv4', 'dualstack', 'ipv6', 'service-defined'].includes(type))
    throw invalidValue('dnsRecordIpType', type)
}
