import { type Row, type Table, vpc } from './row.ts'

const zones = (region: string, letters: string): Row => ({
  says: `${region} has the zones ${letters}`,
  region,
  call: 'DescribeAvailabilityZones',
  input: {},
  answers: { AvailabilityZones: [...letters].map((letter) => ({ ZoneName: `${region}${letter}` })) },
  source:
    'AWS Regions and Availability Zones; accounts see two zones of us-west-1 (PatMyron/cloud#16) and three of ap-northeast-1 (TheSudoYT/terraform-aws-palworld#9)',
})

export const places: Table = {
  service: 'ec2',
  rows: [
    zones('us-east-1', 'abcdef'),
    zones('us-east-2', 'abc'),
    zones('us-west-1', 'ac'),
    zones('us-west-2', 'abcd'),
    zones('eu-west-1', 'abc'),
    zones('ap-northeast-1', 'acd'),
    {
      says: 'a zone that the region has not is refused with those it has',
      region: 'us-west-1',
      given: [vpc],
      call: 'CreateSubnet',
      input: { VpcId: '$vpc', CidrBlock: '10.0.0.0/24', AvailabilityZone: 'us-west-1b' },
      refuses: [
        'InvalidParameterValue',
        'Value (us-west-1b) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: us-west-1a, us-west-1c.',
      ],
      source: 'cloudfoundry/bosh-bootloader#162',
    },
  ],
}
