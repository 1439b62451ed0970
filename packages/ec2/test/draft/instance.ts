import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  ModifyInstanceAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { ec2 } from '../../src/service/service.ts'
import { target } from '../../src/service/target.ts'

/** What of an instance changes while it is stopped alone. Source: ModifyInstanceAttribute in the EC2 API reference. */
export const draft = () =>
  ec2.kind('Instance', {
    id: 'InstanceId',
    create: RunInstancesCommand,
    read: DescribeInstancesCommand,
    items: 'Reservations[].Instances',
    notFound: ['InvalidInstanceID.NotFound'],
    delete: TerminateInstancesCommand,
    tagged: 'instance',
    omit: ['MinCount', 'MaxCount', 'AdditionalInfo'],
    refs: { subnetID: () => target('Subnet', 'subnetID'), securityGroupIDs: () => target('SecurityGroup', 'id') },
    request: () => ({ MinCount: 1, MaxCount: 1 }),
    state: {
      'State.Name': {
        ready: ['running', 'stopped'],
        wait: ['pending', 'stopping'],
        leaving: ['shutting-down'],
        gone: ['terminated'],
      },
    },
    // Shut down from within, where that ends it, it has ended as the spec says.
    ended: ({ StateReason }, { instanceInitiatedShutdownBehavior }) =>
      StateReason?.Code === 'Client.InstanceInitiatedShutdown' && instanceInitiatedShutdownBehavior === 'terminate',
    why: ({ StateReason }) => StateReason?.Message,
    facets: (of) => ({
      ...of.attributes(DescribeInstanceAttributeCommand, ModifyInstanceAttributeCommand, {
        disableAPITermination: 'DisableApiTermination',
        disableAPIStop: 'DisableApiStop',
      }),
      ...of.modify(ModifyInstanceMetadataOptionsCommand, { metadataOptions: { at: 'MetadataOptions' } }),
      ...of.modify(
        ModifyInstanceAttributeCommand,
        { instanceType: 'InstanceType', ebsOptimized: 'EbsOptimized' },
        { alone: true, detour: { to: ['stopped'], leave: StopInstancesCommand, back: StartInstancesCommand } },
      ),
    }),
    createOnly: {
      securityGroupIDs: { have: ({ SecurityGroups: all = [] }) => all.flatMap(({ GroupId }) => GroupId ?? []) },
    },
    writeOnly: ['userData'],
  })
