/** EFS, as IAM names it. */
const principal = 'elasticfilesystem.amazonaws.com'

/** What EFS does with the key of a file system. Source: "Encrypting data at rest" in the EFS User Guide. */
const keys = ['kms:CreateGrant', 'kms:DescribeKey'].map((action) => ({
  action,
  only: { StringLike: { 'kms:ViaService': 'elasticfilesystem.*.amazonaws.com' } },
}))

/** Source: "Using service-linked roles for Amazon EFS" in the EFS User Guide. */
const linked = { action: 'iam:CreateServiceLinkedRole', only: { StringEquals: { 'iam:AWSServiceName': principal } } }

/**
 * What EFS demands of the caller of an operation beside the action of its name. Source: the EFS API reference, of each operation;
 * "Replicating EFS file systems" in the EFS User Guide.
 */
export const demands = {
  CreateFileSystem: [linked, ...keys],
  CreateReplicationConfiguration: [
    linked,
    ...keys,
    { action: 'iam:PassRole', only: { StringEquals: { 'iam:PassedToService': principal } } },
    // A replication to a new file system makes it, without the tags of the one that it is of.
    'elasticfilesystem:CreateFileSystem',
  ],
  CreateMountTarget: ['ec2:DescribeSubnets', 'ec2:DescribeNetworkInterfaces', 'ec2:CreateNetworkInterface'],
  DeleteMountTarget: ['ec2:DeleteNetworkInterface'],
  DescribeMountTargetSecurityGroups: ['ec2:DescribeNetworkInterfaceAttribute'],
  ModifyMountTargetSecurityGroups: ['ec2:ModifyNetworkInterfaceAttribute'],
}
