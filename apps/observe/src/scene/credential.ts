import { control } from '@windlass/simulator'
import type { Scene } from '../hour.ts'

const disowned: Scene = {
  name: 'AWS no longer says who the controllers are',
  alerts: ['WindlassCredentialsLost'],
  async play(site) {
    await control(site.stage.aws, {
      do: 'fault',
      fault: 'fail',
      operation: 'GetCallerIdentity',
      code: 'InvalidClientTokenId',
      message: 'The security token included in the request is invalid',
      status: 403,
    })
    await site.rest(6)
    await control(site.stage.aws, { do: 'clear' })
    await site.rest(10)
  },
}

const unrenewed: Scene = {
  name: 'credentials are renewed in the last minute only',
  alerts: ['WindlassCredentialsExpiring'],
  async play(site) {
    site.role.renewable = false
    await site.rest((site.role.expires - site.now) / 60_000 - 1)
    site.role.renewable = true
    await site.rest(10)
  },
}

/** Who the controllers are for AWS. */
export const identities: readonly Scene[] = [disowned, unrenewed]
