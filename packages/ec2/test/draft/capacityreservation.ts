import {
  CancelCapacityReservationCommand,
  CreateCapacityReservationCommand,
  DescribeCapacityReservationsCommand,
  ModifyCapacityReservationCommand,
} from '@aws-sdk/client-ec2'
import { ec2 } from '../../src/service/service.ts'

/** Source: ModifyCapacityReservation and `CapacityReservationState` in the EC2 API reference. */
export const draft = () =>
  ec2.kind('CapacityReservation', {
    id: 'CapacityReservationId',
    create: CreateCapacityReservationCommand,
    read: DescribeCapacityReservationsCommand,
    items: 'CapacityReservations',
    ids: 'CapacityReservationIds',
    notFound: ['InvalidCapacityReservationId.NotFound'],
    delete: CancelCapacityReservationCommand,
    tagged: 'capacity-reservation',
    omit: ['CommitmentDuration', 'StartDate', 'DeliveryPreference'],
    state: {
      State: {
        ready: ['active', 'scheduled'],
        wait: ['pending', 'payment-pending', 'assessing', 'delayed'],
        leaving: ['cancelling'],
        failed: ['failed', 'unsupported', 'payment-failed'],
        gone: ['cancelled', 'expired'],
      },
    },
    // One that has come to its end date is what the user asked for.
    ended: ({ State }, { endDateType }) => State === 'expired' && endDateType === 'limited',
    facets: (of) => ({
      ...of.modify(ModifyCapacityReservationCommand, {
        instanceCount: { to: 'InstanceCount', at: 'TotalInstanceCount' },
        instanceMatchCriteria: 'InstanceMatchCriteria',
        endDate: 'EndDate',
        // AWS takes an end date with `limited` alone, and demands it there.
        endDateType: {
          to: 'EndDateType',
          with: (_want, { spec: { endDate } }) => (endDate === undefined ? {} : { EndDate: new Date(endDate) }),
        },
      }),
    }),
  })
