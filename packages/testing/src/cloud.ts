import { type Item, isItem, item } from '@windlass/core'
import type { Cloud } from '@windlass/core/controller'
import type { AwsWorld } from '@windlass/simulator'

/** The simulated AWS as the engine's own way to AWS: in process, without the wire. The key says what it may do there. */
export function inProcess(world: AwsWorld, accessKey?: string): Cloud {
  return {
    async send(service, scope, command, signal): Promise<Item> {
      const action = command.constructor.name.replace(/Command$/, '')
      const { account, region } = scope
      const reply = world.invoke(service.name, action, command.input, { account, region, accessKey, signal })
      const answer = await reply.catch((error: unknown) => {
        throw signed(error, account)
      })
      return { ...item(answer), $metadata: { account, ...item(item(answer).$metadata) } }
    },
  }
}

/** An answer of AWS says which account the call was signed for; what is no answer says nothing. */
function signed(error: unknown, account: string): unknown {
  if (!(error instanceof Error) || !('$metadata' in error) || !isItem(error.$metadata)) return error
  return Object.assign(error, { $metadata: { account, ...error.$metadata } })
}
