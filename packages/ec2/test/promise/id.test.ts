import { expect, test } from 'vitest'
import { story } from '../story.ts'

const of = (kind: string, spec: string) => `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: ${kind}
metadata: { name: main }
spec: ${spec}
`

const kinds = [
  {
    kind: 'VPC',
    spec: () => '{ cidrBlocks: [10.7.0.0/16, 10.8.0.0/16], enableDNSHostnames: true }',
    next: 'AssociateVpcCidrBlock',
    field: 'vpcID',
  },
  {
    kind: 'Subnet',
    spec: (vpc: string) => `{ vpcID: ${vpc}, cidrBlock: 10.0.1.0/24, mapPublicIPOnLaunch: true }`,
    next: 'ModifySubnetAttribute',
    field: 'subnetID',
  },
  {
    kind: 'SecurityGroup',
    spec: (vpc: string) =>
      `{ vpcID: ${vpc}, name: web, description: web, ingressRules: [{ ipProtocol: tcp, fromPort: 1, toPort: 1, ipRanges: [{ cidrIP: 10.0.0.0/8 }] }] }`,
    next: 'AuthorizeSecurityGroupIngress',
    field: 'id',
  },
  {
    kind: 'InternetGateway',
    spec: (vpc: string) => `{ vpc: ${vpc} }`,
    next: 'AttachInternetGateway',
    field: 'internetGatewayID',
  },
]

test.each(kinds)('the id of a $kind stands in status before anything more is done to it', async (each) => {
  const { stage, vpc } = await story()
  const known: (string | undefined)[] = []
  const invoke = stage.aws.invoke.bind(stage.aws)
  stage.aws.invoke = async (service, operation, ...call) => {
    const id = (await stage.get(each.kind, 'main'))?.status?.[each.field]
    if (operation === each.next) known.push(typeof id === 'string' ? id : undefined)
    return await invoke(service, operation, ...call)
  }
  await stage.apply(of(each.kind, each.spec(vpc)))
  const object = await stage.synced(each.kind, 'main')
  expect(known).toEqual([object.status?.[each.field]])
})

test.each(kinds)(
  'a $kind whose tags are wiped right after its create is known by its id after a crash',
  async (each) => {
    const { stage, vpc, actor } = await story()
    const created = () =>
      stage.aws.journal
        .entries()
        .filter(({ operation }) => operation === `Create${each.kind === 'VPC' ? 'Vpc' : each.kind}`)
    const before = created().length
    await stage.apply(of(each.kind, each.spec(vpc)))
    await stage.until(
      async () => typeof (await stage.get(each.kind, 'main'))?.status?.[each.field] === 'string',
      60_000,
    )
    const id = String((await stage.get(each.kind, 'main'))?.status?.[each.field])
    actor.kill()
    await stage.aws.invoke('ec2', 'DeleteTags', { Resources: [id] })
    stage.start()
    const object = await stage.synced(each.kind, 'main')
    expect(object.status?.[each.field]).toBe(id)
    expect(created()).toHaveLength(before + 1)
  },
)
