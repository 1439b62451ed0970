import * as sdk from '@aws-sdk/client-ec2'
import { AwsFault, missing } from '../engine/fault.ts'
import { serve } from '../schema/service.ts'

/** What AWS calls members when they are missing, where that is the name of an older protocol. */
const former: Readonly<Record<string, string>> = { Resources: 'resourceIdSet', Description: 'GroupDescription' }

export const ec2 = serve({
  name: 'ec2',
  sdk,
  protocol: 'ec2Query',
  version: '2016-11-15',
  namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  token: 'ClientToken',
  refusals: {
    throttled: () => new AwsFault('RequestLimitExceeded', 'Request limit exceeded.', 503),
    absent: (path) => missing(former[path] ?? path),
  },
  buckets: { write: { capacity: 50, refill: 5 }, read: { capacity: 100, refill: 20 } },
})
