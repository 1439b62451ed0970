import { type Cloud, type Item, item } from '@windlass/core'
import type { Service } from '../aws/index.ts'
import type { AwsWorld } from '../aws/world.ts'

/** The simulated AWS as the engine's own way to AWS: in process, without the wire. */
export function inProcess(world: AwsWorld): Cloud {
  return {
    async send(service, scope, command, signal): Promise<Item> {
      const action = command.constructor.name.replace(/Command$/, '')
      const { account, region } = scope
      return item(await world.invoke(served(service.name), action, command.input, { account, region, signal }))
    },
  }
}

function served(name: string): Service {
  if (name === 'ec2' || name === 'efs' || name === 'sts') return name
  throw new TypeError(`The simulator does not have the service ${name}: it has ec2, efs and sts.`)
}
