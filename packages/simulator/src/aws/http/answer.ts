import { ec2 } from '../ec2/service.ts'
import { AwsFault } from '../engine/fault.ts'
import type { Protocol, Service } from '../schema/service.ts'
import { scopeOf } from '../world/credential.ts'
import type { AwsWorld } from '../world/world.ts'
import { awsJson } from './json.ts'
import { queryCodec } from './query.ts'
import { restJson } from './rest.ts'
import type { Codec, WireRequest, WireResponse } from './wire.ts'

const codecs: Readonly<Record<Protocol, Codec>> = {
  ec2Query: queryCodec('ec2'),
  awsQuery: queryCodec('query'),
  restJson1: restJson,
  awsJson1_0: awsJson('1.0'),
  awsJson1_1: awsJson('1.1'),
}

/** Whether a request that is not signed looks like one to a service. */
function looks({ protocol, version, operations }: Service, { path, headers, body }: WireRequest): boolean {
  const target = headers['x-amz-target']
  if (target !== undefined)
    return protocol.startsWith('awsJson') && operations.has(target.slice(target.lastIndexOf('.') + 1))
  return version !== undefined && (path.startsWith(`/${version}`) || body.includes(`Version=${version}`))
}

function serviceOf({ services }: AwsWorld, request: WireRequest): Service {
  const signed = scopeOf(request.headers.authorization)?.service
  return services.find(({ signing }) => signing === signed) ?? services.find((one) => looks(one, request)) ?? ec2
}

/**
 * Answers one HTTP request of an AWS client: account from the access key, region and service from the credential scope.
 * Rejects only when there is to be no answer: `ConnectionLost`, or the signal's reason.
 */
export async function answer(world: AwsWorld, request: WireRequest, signal?: AbortSignal): Promise<WireResponse> {
  const scope = scopeOf(request.headers.authorization)
  const service = serviceOf(world, request)
  const codec = codecs[service.protocol]
  try {
    const account = world.credentials.account(scope?.accessKey ?? '', world.account)
    const { operation, input } = codec.decode(service, request)
    const output = await world.invoke(service.name, operation, Object(input), {
      account,
      region: scope?.region ?? world.region,
      accessKey: scope?.accessKey,
      signal,
      userAgent: request.headers['user-agent'],
    })
    const shape = service.operations.get(operation)
    if (!shape) throw new AwsFault('InvalidAction', `The action ${operation} is not valid for this web service.`)
    return codec.success(shape, output, world.newRequestId())
  } catch (error) {
    if (error instanceof AwsFault)
      return codec.failure(service, error, error.$metadata.requestId || world.newRequestId())
    throw error
  }
}
