import { CreateFlowLogsCommand, DeleteFlowLogsCommand, DescribeFlowLogsCommand } from '@aws-sdk/client-ec2'
import { text } from '@windlass/core'
import { ec2 } from '../../src/service/service.ts'
import { target } from '../../src/service/target.ts'

/** Nothing of a flow log can change but its tags: another one is made. Source: CreateFlowLogs in the EC2 API reference. */
export const draft = () =>
  ec2.kind('FlowLog', {
    id: 'FlowLogId',
    create: CreateFlowLogsCommand,
    created: 'FlowLogIds',
    read: DescribeFlowLogsCommand,
    items: 'FlowLogs',
    notFound: ['InvalidFlowLogId.NotFound'],
    delete: DeleteFlowLogsCommand,
    tagged: 'vpc-flow-log',
    omit: ['ResourceIds'],
    fields: { resourceID: text.doc('What traffic is recorded of.').need() },
    refs: { resourceID: () => target('VPC', 'vpcID') },
    request: ({ resourceID }) => ({ ResourceIds: [resourceID] }),
    createOnly: {
      resourceID: { at: 'ResourceId' },
      // The end of the name of a log group that stands for its streams is dropped.
      logDestination: { same: (want, have) => String(want).replace(/:\*$/, '') === have },
    },
    health: ({ DeliverLogsStatus, DeliverLogsErrorMessage = '' }) =>
      DeliverLogsStatus === 'FAILED'
        ? { is: 'unhealthy', reason: 'DeliveryFailed', says: DeliverLogsErrorMessage }
        : { is: 'healthy', reason: 'Delivered', says: 'Logs are delivered' },
    // Of one resource, destination and kind of traffic there is one log at most.
    replace: 'delete-first',
  })
