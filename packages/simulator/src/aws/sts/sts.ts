import { createHash } from 'node:crypto'
import type { AssumeRoleRequest, AssumeRoleResponse, GetCallerIdentityResponse } from '@aws-sdk/client-sts'
import { AwsFault } from '../engine/fault.ts'
import { type Module, operation } from '../engine/operation.ts'
import { sts as service } from './service.ts'

/** Who the caller is. Keys from AssumeRole carry the role's account, so they work on every endpoint of the world. */
export const sts: Module = {
  service,
  operations: {
    GetCallerIdentity: operation<object, GetCallerIdentityResponse>({
      mutates: false,
      handle: (_, { region }) => ({
        Account: region.account,
        Arn: `arn:aws:iam::${region.account}:user/windlass`,
        UserId: `AIDA${region.account}WIND`,
      }),
    }),
    AssumeRole: operation<AssumeRoleRequest, AssumeRoleResponse>({
      mutates: false,
      handle({ RoleArn: arn = '', RoleSessionName: session = '', DurationSeconds: seconds = 3600 }, { region }) {
        const found = /^arn:aws[\w-]*:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(arn)
        if (!found) throw new AwsFault('ValidationError', `${arn} is invalid`)
        const secret = createHash('sha256').update(`${arn}/${session}`).digest('hex')
        return {
          Credentials: {
            AccessKeyId: `ASIA${found[1]}${secret.slice(0, 4).toUpperCase()}`,
            SecretAccessKey: secret.slice(0, 40),
            SessionToken: secret,
            Expiration: new Date(region.now() + seconds * 1000),
          },
          AssumedRoleUser: {
            AssumedRoleId: `AROA${found[1]}:${session}`,
            Arn: `arn:aws:sts::${found[1]}:assumed-role/${found[2]}/${session}`,
          },
        }
      },
    }),
  },
}
