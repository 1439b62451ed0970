const ec2 = 'ec2.services.k8s.aws/v1alpha1'
const efs = 'efs.services.k8s.aws/v1alpha1'

const one = (apiVersion: string, kind: string, name: string, spec: string) =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: ${spec}\n`

export const vpc = (name: string, block: string, team = 'a') =>
  one(
    ec2,
    'VPC',
    name,
    `{ cidrBlocks: [${block}], enableDNSSupport: true, enableDNSHostnames: true, tags: [{ key: team, value: ${team} }] }`,
  )

export const subnet = (name: string, block: string, of = 'main', team = 'a') =>
  one(
    ec2,
    'Subnet',
    name,
    `{ cidrBlock: ${block}, vpcRef: { from: { name: ${of} } }, tags: [{ key: team, value: ${team} }] }`,
  )

export const group = (name: string, of = 'main', team = 'a') =>
  one(
    ec2,
    'SecurityGroup',
    name,
    `{ name: ${name}, description: a group, vpcRef: { from: { name: ${of} } }, tags: [{ key: team, value: ${team} }] }`,
  )

export const address = (name: string) => one(ec2, 'ElasticIPAddress', name, '{}')

export const gateway = (name: string, of = 'main') =>
  one(ec2, 'InternetGateway', name, `{ vpcRef: { from: { name: ${of} } } }`)

export const nat = (name: string, within: string, by: string) =>
  one(ec2, 'NATGateway', name, `{ subnetRef: { from: { name: ${within} } }, allocationRef: { from: { name: ${by} } } }`)

export const endpoint = (name: string, of = 'main') =>
  one(ec2, 'VPCEndpoint', name, `{ serviceName: com.amazonaws.us-west-2.s3, vpcRef: { from: { name: ${of} } } }`)

export const fileSystem = (name: string) =>
  one(efs, 'FileSystem', name, '{ encrypted: true, tags: [{ key: team, value: a }] }')

/** A file system that its user wants looked at all the time. */
export const busyFileSystem = (name: string) =>
  one(
    efs,
    'FileSystem',
    `${name}, annotations: { windlass.dev/sweep-interval: "5" }`,
    '{ encrypted: true, lifecyclePolicies: [{ transitionToIA: AFTER_30_DAYS }] }',
  )

export const mountTarget = (name: string, on: string, within: string) =>
  one(
    efs,
    'MountTarget',
    name,
    `{ fileSystemRef: { from: { name: ${on} } }, subnetRef: { from: { name: ${within} } } }`,
  )

export const accessPoint = (name: string, on: string) =>
  one(efs, 'AccessPoint', name, `{ fileSystemRef: { from: { name: ${on} } } }`)
