import * as sdk from '@aws-sdk/client-sts'
import { AwsFault } from '../engine/fault.ts'
import { serve } from '../schema/service.ts'

export const sts = serve({
  name: 'sts',
  sdk,
  protocol: 'awsQuery',
  version: '2011-06-15',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  refusals: { throttled: () => new AwsFault('ThrottlingException', 'Rate exceeded') },
})
