import * as sdk from '@aws-sdk/client-ec2'
import { type Denial, denial } from '../access/denial.ts'
import { AwsFault, missing } from '../engine/fault.ts'
import { serve } from '../schema/service.ts'

/** What AWS calls members when they are missing, where that is the name of an older protocol. */
const former: Readonly<Record<string, string>> = { Resources: 'resourceIdSet', Description: 'GroupDescription' }

/**
 * EC2's own code and first sentence, and what the refusal was about in a form that only the account can read. Source: "Troubleshoot
 * access denied error messages" in the IAM User Guide; DecodeAuthorizationMessage in the STS API reference.
 */
function unauthorized(denied: Denial): string {
  const encoded = Buffer.from(JSON.stringify(denied)).toString('base64url')
  return `You are not authorized to perform this operation. ${denial(denied)}. Encoded authorization failure message: ${encoded}`
}

export const ec2 = serve({
  name: 'ec2',
  sdk,
  protocol: 'ec2Query',
  version: '2016-11-15',
  namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  token: 'ClientToken',
  access: { tagOperation: 'CreateTags', asksOfNew: true },
  refusals: {
    throttled: () => new AwsFault('RequestLimitExceeded', 'Request limit exceeded.', 503),
    absent: (path) => missing(former[path] ?? path),
    denied: (denied) => new AwsFault('UnauthorizedOperation', unauthorized(denied), 403),
  },
  buckets: { write: { capacity: 50, refill: 5 }, read: { capacity: 100, refill: 20 } },
})
