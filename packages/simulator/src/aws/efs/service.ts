import * as sdk from '@aws-sdk/client-efs'
import { AwsFault } from '../engine/fault.ts'
import { serve } from '../schema/service.ts'

const refused = (code: string, message: string) => new AwsFault(code, message, 400, { ErrorCode: code })

export const efs = serve({
  name: 'efs',
  sdk,
  protocol: 'restJson1',
  signing: 'elasticfilesystem',
  version: '2015-02-01',
  refusals: {
    wrong: (path) => refused('ValidationException', `Value at '${path}' failed to satisfy its type`),
    absent: (path) =>
      refused('ValidationException', `Value null at '${path}' failed to satisfy constraint: Member must not be null`),
    throttled: () => refused('ThrottlingException', 'Rate exceeded'),
  },
})
