import { partitionOf } from '@windlass/core'

/** The ARN of an EC2 object by its resource type: `natgateway`, `elastic-ip`. */
export function arnOf(type: string) {
  return (seen: { readonly id: string; readonly account: string; readonly region: string }): string =>
    `arn:${partitionOf(seen.region)}:ec2:${seen.region}:${seen.account}:${type}/${seen.id}`
}
