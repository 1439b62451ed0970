import { CreateCustomerGatewayCommand, type CreateCustomerGatewayCommandInput, EC2Client } from '@aws-sdk/client-ec2'
import { CreateTopicCommand, DeleteTopicCommand, GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import * as sdk from '@aws-sdk/client-sqs'
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { seeded } from '@windlass/core/time'
import { afterEach, expect, test } from 'vitest'
import { Queues, queues } from '../../../test/queue.ts'
import { topics } from '../../../test/topic.ts'
import { VirtualClock } from '../../time/virtual.ts'
import { control } from '../control/control.ts'
import { restore, snapshot } from '../control/snapshot.ts'
import * as ec2 from '../ec2/index.ts'
import { type Module, operation } from '../engine/operation.ts'
import { type Row, table } from '../engine/table.ts'
import { serve } from '../schema/service.ts'
import { AwsWorld } from '../world/world.ts'
import { listen } from './listener.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function serving(...modules: readonly Module[]) {
  const clock = new VirtualClock()
  const world = new AwsWorld({ clock, random: seeded(1), modules })
  const listener = await listen(world)
  open.push(listener)
  const config = {
    endpoint: listener.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: '111122223333', secretAccessKey: 'any' },
    maxAttempts: 1,
  }
  return { clock, world, listener, config }
}

test('a JSON service of one’s own answers its SDK client over HTTP', async () => {
  const { clock, world, config } = await serving(queues)
  const client = new SQSClient(config)
  const attributes = { VisibilityTimeout: '30', DelaySeconds: '0' }
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'orders', Attributes: attributes }))
  expect(QueueUrl).toBe('https://sqs.eu-west-1.amazonaws.com/111122223333/orders')
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
  expect(Attributes).toEqual({ ...attributes, QueueArn: 'arn:aws:sqs:eu-west-1:111122223333:orders' })
  expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: 'ord' }))).QueueUrls).toEqual([QueueUrl])
  await client.send(new DeleteQueueCommand({ QueueUrl }))
  expect(world.at('111122223333', 'eu-west-1').table(Queues).size).toBe(1)
  await clock.advance(60_000)
  expect(world.at('111122223333', 'eu-west-1').table(Queues).size).toBe(0)
  await expect(client.send(new GetQueueAttributesCommand({ QueueUrl }))).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
    message: 'The specified queue does not exist.',
  })
})

test('a Query service of one’s own answers its SDK client over HTTP, maps and lists included', async () => {
  const { config } = await serving(topics)
  const client = new SNSClient(config)
  const order = { Name: 'news', Attributes: { DisplayName: '<News & more>' }, Tags: [{ Key: 'team', Value: 'a' }] }
  const { TopicArn } = await client.send(new CreateTopicCommand(order))
  expect(TopicArn).toBe('arn:aws:sns:eu-west-1:111122223333:news')
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }))
  expect(Attributes).toEqual({ TopicArn, DisplayName: '<News & more>' })
  await client.send(new DeleteTopicCommand({ TopicArn }))
  await expect(client.send(new GetTopicAttributesCommand({ TopicArn }))).rejects.toMatchObject({
    name: 'NotFoundException',
    $metadata: { httpStatusCode: 404 },
  })
})

// Smithy, "AWS JSON 1.1 protocol": POST /, X-Amz-Target is the service and the operation, an error says its shape in __type.
test('AWS JSON 1.1 is spoken as Smithy has it, with a request that is not signed too', async () => {
  const { listener } = await serving({ ...queues, service: serve({ name: 'sqs', sdk, protocol: 'awsJson1_1' }) })
  const ask = async (operation: string, body: string, more = {}) => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AmazonSQS.${operation}`, ...more }
    const reply = await fetch(listener.url, { method: 'POST', headers, body })
    return { status: reply.status, type: reply.headers.get('content-type'), body: await reply.json() }
  }
  const QueueUrl = 'https://sqs.us-west-2.amazonaws.com/123456789012/orders'
  expect(await ask('CreateQueue', '{"QueueName":"orders"}')).toEqual({
    status: 200,
    type: 'application/x-amz-json-1.1',
    body: { QueueUrl },
  })
  expect(await ask('ListQueues', '')).toMatchObject({ body: { QueueUrls: [QueueUrl] } })
  expect(await ask('DeleteQueue', JSON.stringify({ QueueUrl }))).toMatchObject({ status: 200, body: {} })
  expect(await ask('DeleteQueue', '{}')).toMatchObject({ status: 400, body: { __type: 'ValidationException' } })
  expect(await ask('CreateQueue', '[1')).toMatchObject({ status: 400, body: { __type: 'SerializationException' } })
  const signed = { authorization: 'AWS4-HMAC-SHA256 Credential=AK/20260101/us-west-2/sqs/aws4_request' }
  expect(await ask('PurgeWorld', '{}', signed)).toMatchObject({
    status: 400,
    body: { __type: 'UnknownOperationException' },
  })
})

test('faults, quotas, snapshots and the journal know a service of one’s own', async () => {
  const { world, config } = await serving(queues)
  const client = new SQSClient(config)
  const create = (QueueName: string) => client.send(new CreateQueueCommand({ QueueName }))
  await control(world, { do: 'quota', code: 'OverLimit', limit: 1 })
  await create('first')
  await expect(create('second')).rejects.toMatchObject({ message: 'The maximum number of queues has been reached.' })
  await control(world, { do: 'fault', fault: 'throttle', service: 'sqs', times: 1 })
  await expect(client.send(new ListQueuesCommand({}))).rejects.toMatchObject({ name: 'ThrottlingException' })
  const saved: unknown = JSON.parse(JSON.stringify(snapshot(world)))
  world.reset()
  expect((await client.send(new ListQueuesCommand({}))).QueueUrls).toEqual([])
  restore(world, saved)
  expect((await client.send(new ListQueuesCommand({}))).QueueUrls).toHaveLength(1)
  expect(world.journal.counts()).toMatchObject({ ListQueues: { calls: 1, errors: 0, mutates: false } })
})

const Gateways = table<Row & { readonly CustomerGatewayId: string }>('customerGateways', {
  ids: ec2.ids(
    'cgw',
    'customer-gateway',
    ['InvalidCustomerGatewayID.NotFound', '{id}'],
    'InvalidCustomerGatewayId.Malformed',
  ),
})

test('EC2 takes further operations, and tables for them', async () => {
  const { world, config } = await serving({
    service: ec2.service,
    tables: [Gateways],
    operations: {
      CreateCustomerGateway: operation<CreateCustomerGatewayCommandInput, object>({
        creates: Gateways,
        handle(_, { region, tags }) {
          const CustomerGatewayId = region.newId('cgw')
          return {
            CustomerGateway: region.table(Gateways).put({ id: CustomerGatewayId, CustomerGatewayId, Tags: tags }),
          }
        },
      }),
    },
  })
  const tags = [{ ResourceType: 'customer-gateway' as const, Tags: [{ Key: 'team', Value: 'a' }] }]
  const client = new EC2Client(config)
  const { CustomerGateway } = await client.send(
    new CreateCustomerGatewayCommand({
      Type: 'ipsec.1',
      TagSpecifications: tags,
    }),
  )
  const gateways = world.at('111122223333', 'eu-west-1').table(Gateways)
  expect(gateways.get(CustomerGateway?.CustomerGatewayId)?.Tags).toEqual(tags[0]?.Tags)
})

test('a world says what does not fit together when it is made', () => {
  const make = (...modules: readonly Module[]) =>
    new AwsWorld({ clock: new VirtualClock(), random: seeded(1), modules })
  const misspelt = { ...queues, operations: { CreateQueu: { handle: () => undefined } } }
  expect(() => make(misspelt)).toThrow('The SDK of sqs has no operation CreateQueu.')
  const twice = serve({ name: 'sqs', sdk, protocol: 'awsJson1_0' })
  expect(() => make(queues, { service: twice, operations: {} })).toThrow('Two services have the name sqs.')
  expect(() => make().at().table(Queues)).toThrow('no module of this world has the table queues')
})
