import * as sdk from '@aws-sdk/client-ec2'
import { AwsFault } from '../engine/fault.ts'
import { serve } from '../schema/service.ts'

export const ec2 = serve({
  name: 'ec2',
  sdk,
  protocol: 'ec2Query',
  version: '2016-11-15',
  namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  token: 'ClientToken',
  refusals: { throttled: () => new AwsFault('RequestLimitExceeded', 'Request limit exceeded.', 503) },
  buckets: { write: { capacity: 50, refill: 5 }, read: { capacity: 100, refill: 20 } },
})
