import type { Item } from '@windlass/core'
import type { Stage } from '@windlass/testing'
import { story } from '../story.ts'

export type Story = Awaited<ReturnType<typeof story>>

/** What stands in the VPC beside the object under test, made behind the controller's back. */
export async function neighbours({ call, tables, vpc, stage }: Story) {
  await call('CreateInternetGateway', {})
  const gateway = tables.internetGateways.all()[0]?.id ?? ''
  await call('AttachInternetGateway', { InternetGatewayId: gateway, VpcId: vpc })
  await call('CreateRouteTable', { VpcId: vpc })
  const table = tables.routeTables.all().at(-1)?.id ?? ''
  await call('CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.9.0/24' })
  const subnet = tables.subnets.all()[0]?.id ?? ''
  await call('AssociateVpcCidrBlock', { VpcId: vpc, AmazonProvidedIpv6CidrBlock: true })
  await stage.clock.advance(5000)
  const ipv6 = tables.vpcs.get(vpc)?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock ?? ''
  return { gateway, table, subnet, vpc, ipv6 }
}

export type Neighbours = Awaited<ReturnType<typeof neighbours>>

/** A manifest with a spec in JSON. */
export const manifest = (kind: string, spec: Item, annotations: Readonly<Record<string, string>> = {}) =>
  JSON.stringify({
    apiVersion: 'ec2.services.k8s.aws/v1alpha1',
    kind,
    metadata: { name: 'main', annotations },
    spec,
  })

export const routesOf = ({ tables }: Pick<Story, 'tables'>, id: string) =>
  (tables.routeTables.get(id)?.Routes ?? []).filter(({ Origin }) => Origin === 'CreateRoute').length

export const idOf = async (stage: Stage, kind: string) => {
  const { field } = stage.kind(kind).id
  return String((await stage.get(kind, 'main'))?.status?.[field])
}

/** The neighbours, with room for a gateway where the object is one. */
export async function prepared(kind: string) {
  const all = await story()
  const around = await neighbours(all)
  if (kind === 'InternetGateway') {
    await all.call('DetachInternetGateway', { InternetGatewayId: around.gateway, VpcId: around.vpc })
    await all.stage.clock.advance(2000)
  }
  return { all, around, stage: all.stage }
}
