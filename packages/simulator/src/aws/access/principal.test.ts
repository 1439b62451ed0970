import { seeded } from '@windlass/core/time'
import { describe, expect, test } from 'vitest'
import { VirtualClock } from '../../time/virtual.ts'
import { control } from '../control/control.ts'
import { AwsWorld } from '../world/world.ts'

const arn = 'arn:aws:sts::123456789012:assumed-role/controllers/one'

/** A world, and calls of a principal with these statements. */
async function principal(...Statement: readonly object[]) {
  const world = new AwsWorld({ clock: new VirtualClock(), random: seeded(1) })
  const policies = [{ Version: '2012-10-17', Statement }]
  await control(world, { do: 'allow', accessKey: 'key', arn, policies })
  const call = async (operation: string, input: object = {}, service = 'ec2') =>
    await world.invoke(service, operation, input, { accessKey: 'key' })
  const free = async (operation: string, input: object, service = 'ec2') =>
    await world.invoke(service, operation, input)
  return { world, call, free }
}

const allow = (Action: string | readonly string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
})
const tags = (type: string, Key = 'team') => ({
  TagSpecifications: [{ ResourceType: type, Tags: [{ Key, Value: 'a' }] }],
})
const vpcOf = (world: AwsWorld) => world.at().tables.vpcs.all().at(-1)?.id ?? ''

describe('what EC2 asks IAM', () => {
  test('a call without leave is refused with the words of EC2, and nothing happens', async () => {
    const { world, call } = await principal(allow('ec2:DescribeVpcs'))
    await expect(call('CreateVpc', { CidrBlock: '10.0.0.0/16' })).rejects.toMatchObject({
      code: 'UnauthorizedOperation',
      status: 403,
      message: expect.stringMatching(
        /^You are not authorized to perform this operation\. User: arn:aws:sts::123456789012:assumed-role\/controllers\/one is not authorized to perform: ec2:CreateVpc on resource: arn:aws:ec2:us-west-2:123456789012:vpc\/\* because no identity-based policy allows the ec2:CreateVpc action\. Encoded authorization failure message: /,
      ),
    })
    expect(world.at().tables.vpcs.all()).toEqual([])
    await expect(call('DescribeVpcs')).resolves.toBeDefined()
  })

  test('a dry run asks, too. Source: "DryRun" in the EC2 API reference', async () => {
    const { call } = await principal(allow('ec2:DescribeVpcs'))
    await expect(call('CreateVpc', { CidrBlock: '10.0.0.0/16', DryRun: true })).rejects.toMatchObject({
      code: 'UnauthorizedOperation',
    })
  })

  test('a denial says that it is one. Source: "Troubleshoot access denied error messages" in the IAM User Guide', async () => {
    const { call } = await principal(allow('*'), { ...allow('ec2:CreateVpc'), Effect: 'Deny' })
    await expect(call('CreateVpc', { CidrBlock: '10.0.0.0/16' })).rejects.toThrow(
      'with an explicit deny in an identity-based policy',
    )
  })

  test('leave to create is not leave to tag. Source: "Grant permission to tag Amazon EC2 resources during creation"', async () => {
    const { call } = await principal(allow('ec2:CreateVpc'))
    await expect(call('CreateVpc', { CidrBlock: '10.0.0.0/16', ...tags('vpc') })).rejects.toThrow(
      'not authorized to perform: ec2:CreateTags on resource: arn:aws:ec2:us-west-2:123456789012:vpc/*',
    )
    await expect(call('CreateVpc', { CidrBlock: '10.0.0.0/16' })).resolves.toBeDefined()
  })

  test('ec2:CreateAction lets tags be given with a create and not later', async () => {
    const at = { Condition: { StringEquals: { 'ec2:CreateAction': 'CreateVpc' } } }
    const { world, call } = await principal(allow('ec2:CreateVpc'), allow('ec2:CreateTags', at))
    await call('CreateVpc', { CidrBlock: '10.0.0.0/16', ...tags('vpc') })
    const later = { Resources: [vpcOf(world)], Tags: [{ Key: 'team', Value: 'b' }] }
    await expect(call('CreateTags', later)).rejects.toMatchObject({ code: 'UnauthorizedOperation' })
  })

  test('a call is about every object that it names. Source: the Service Authorization Reference', async () => {
    const { world, call, free } = await principal(allow('ec2:CreateSubnet', { Resource: 'arn:aws:ec2:*:*:subnet/*' }))
    await free('CreateVpc', { CidrBlock: '10.0.0.0/16' })
    const VpcId = vpcOf(world)
    await expect(call('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0/24' })).rejects.toThrow(
      `ec2:CreateSubnet on resource: arn:aws:ec2:us-west-2:123456789012:vpc/${VpcId}`,
    )
  })

  test('tags of the object decide where the policy says so', async () => {
    const own = { Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } } }
    const { world, call, free } = await principal(allow('ec2:DeleteVpc', own))
    await free('CreateVpc', { CidrBlock: '10.0.0.0/16' })
    const VpcId = vpcOf(world)
    await expect(call('DeleteVpc', { VpcId })).rejects.toMatchObject({ code: 'UnauthorizedOperation' })
    await free('CreateTags', { Resources: [VpcId], Tags: [{ Key: 'team', Value: 'a' }] })
    await expect(call('DeleteVpc', { VpcId })).resolves.toBeDefined()
    await expect(call('DeleteVpc', { VpcId })).rejects.toMatchObject({ code: 'InvalidVpcID.NotFound' })
  })

  test('aws:TagKeys holds tags to a few keys', async () => {
    const few = { Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } } }
    const { world, call, free } = await principal(allow('ec2:CreateTags', few))
    await free('CreateVpc', { CidrBlock: '10.0.0.0/16' })
    const set = (...keys: readonly string[]) =>
      call('CreateTags', { Resources: [vpcOf(world)], Tags: keys.map((Key) => ({ Key, Value: 'b' })) })
    await expect(set('team')).resolves.toBeDefined()
    await expect(set('team', 'other')).rejects.toMatchObject({ code: 'UnauthorizedOperation' })
  })
})

describe('what EFS asks IAM', () => {
  test('a call without leave is refused with the words of EFS. Source: hashicorp/terraform-provider-aws#10278', async () => {
    const { call } = await principal()
    await expect(call('CreateFileSystem', { CreationToken: 'a' }, 'efs')).rejects.toMatchObject({
      code: 'AccessDeniedException',
      status: 403,
      message: `User: ${arn} is not authorized to perform: elasticfilesystem:CreateFileSystem on the specified resource`,
    })
  })

  test('leave to create is not leave to tag. Source: "Granting permissions to tag resources during creation" in the EFS User Guide', async () => {
    const { call } = await principal(allow('elasticfilesystem:CreateFileSystem'))
    const given = { CreationToken: 'a', Tags: [{ Key: 'team', Value: 'a' }] }
    await expect(call('CreateFileSystem', given, 'efs')).rejects.toThrow('elasticfilesystem:TagResource')
  })

  test('what EFS lacks in EC2 it does not name. Source: hashicorp/terraform-provider-aws#1727', async () => {
    const { world, call, free } = await principal(allow('elasticfilesystem:*'))
    await free('CreateVpc', { CidrBlock: '10.0.0.0/16' })
    await free('CreateSubnet', { VpcId: vpcOf(world), CidrBlock: '10.0.1.0/24' })
    await free('CreateFileSystem', { CreationToken: 'a' }, 'efs')
    const [fileSystem] = world.at().tables.fileSystems.all()
    const [subnet] = world.at().tables.subnets.all()
    const given = { FileSystemId: fileSystem?.id, SubnetId: subnet?.id }
    await expect(call('CreateMountTarget', given, 'efs')).rejects.toMatchObject({
      code: 'AccessDeniedException',
      message: 'User is not authorized to perform that action on the specified resource',
    })
  })
})

test('who one is one may always ask. Source: GetCallerIdentity in the STS API reference', async () => {
  const { call } = await principal({ ...allow('*'), Effect: 'Deny' })
  await expect(call('GetCallerIdentity', {}, 'sts')).resolves.toMatchObject({ Account: '123456789012' })
  await expect(
    call('AssumeRole', { RoleArn: 'arn:aws:iam::123456789012:role/a', RoleSessionName: 'b' }, 'sts'),
  ).rejects.toMatchObject({ code: 'AccessDenied' })
})

test('a key without policies may do everything, and again once they are taken away', async () => {
  const { world, call } = await principal()
  await expect(call('DescribeVpcs')).rejects.toThrow(
    'is not authorized to perform: ec2:DescribeVpcs because no identity-based policy allows the ec2:DescribeVpcs action',
  )
  await control(world, { do: 'allow', accessKey: 'key' })
  await expect(call('DescribeVpcs')).resolves.toBeDefined()
})
