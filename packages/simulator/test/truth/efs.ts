import type { Row, Table } from './row.ts'

const made: NonNullable<Row['given']> = [
  {
    call: 'CreateFileSystem',
    input: { CreationToken: 'a' },
    keeps: { fs: 'FileSystemId', arn: 'FileSystemArn' },
  },
  10,
]

const policy = (more: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'elasticfilesystem:ClientMount', ...more }],
  })

export const fileSystems: Table = {
  service: 'efs',
  rows: [
    {
      says: 'a second file system of a token is refused with the first one',
      given: made,
      call: 'CreateFileSystem',
      input: { CreationToken: 'a' },
      refuses: 'FileSystemAlreadyExists',
      source: 'EFS API Reference, CreateFileSystem',
    },
    {
      says: 'a statement without a resource is kept with the file system as its resource',
      given: [...made, { call: 'PutFileSystemPolicy', input: { FileSystemId: '$fs', Policy: policy({}) } }],
      call: 'DescribeFileSystemPolicy',
      input: { FileSystemId: '$fs' },
      answers: { Policy: { Statement: [{ Resource: '$arn' }] } },
      source: 'reported: deployed policies, as the console and Terraform’s provider show them',
    },
    {
      says: 'a file system without a policy is refused',
      given: made,
      call: 'DescribeFileSystemPolicy',
      input: { FileSystemId: '$fs' },
      refuses: 'PolicyNotFound',
      source: 'EFS API Reference, DescribeFileSystemPolicy',
    },
    {
      says: 'throughput that was changed today is not changed again',
      given: [
        ...made,
        {
          call: 'UpdateFileSystem',
          input: { FileSystemId: '$fs', ThroughputMode: 'provisioned', ProvisionedThroughputInMibps: 10 },
        },
        10,
      ],
      call: 'UpdateFileSystem',
      input: { FileSystemId: '$fs', ThroughputMode: 'bursting' },
      refuses: 'TooManyRequests',
      source: 'EFS API Reference, UpdateFileSystem: 24 hours between changes of the mode',
    },
    {
      says: 'a deleted file system is not found by its token',
      given: [...made, { call: 'DeleteFileSystem', input: { FileSystemId: '$fs' } }, 60],
      call: 'DescribeFileSystems',
      input: { FileSystemId: '$fs' },
      refuses: 'FileSystemNotFound',
      source: 'EFS API Reference, DeleteFileSystem',
    },
  ],
}
