/** A call that a row makes before the one it is about: `keeps` names parts of the answer, which later calls write as `$name`. */
interface Before {
  readonly call: string
  readonly input: object
  readonly keeps?: Readonly<Record<string, string>>
}

/** Something that AWS answers, and who says so. */
export interface Row {
  readonly says: string
  /** Calls made before, and seconds that pass between them. */
  readonly given?: readonly (Before | number)[]
  /** Whether the account has a default VPC, as fresh ones do. */
  readonly fresh?: boolean
  /** Where the call is made, us-west-2 unless given. */
  readonly region?: string
  readonly call: string
  readonly input: object
  /** What the answer holds; lists are written whole. */
  readonly answers?: object
  /** Paths of the answer under which there is nothing. */
  readonly lacks?: readonly string[]
  /** The code it is refused with, and the sentence where AWS's own is known. */
  readonly refuses?: string | readonly [code: string, message: string]
  /** Where this is known from. */
  readonly source: string
}

/** What a service answers. */
export interface Table {
  readonly service: 'ec2' | 'efs'
  readonly rows: readonly Row[]
}

/** Said where the authors of another emulator ran the same request against AWS. */
export const verified = 'verified against AWS by the authors of another emulator'

/** Steps that many rows begin with. */
export const vpc: Before = { call: 'CreateVpc', input: { CidrBlock: '10.0.0.0/16' }, keeps: { vpc: 'Vpc.VpcId' } }

export const vpc6: readonly (Before | number)[] = [
  {
    call: 'CreateVpc',
    input: { CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true },
    keeps: { vpc: 'Vpc.VpcId' },
  },
  5,
]

export const subnet: Before = {
  call: 'CreateSubnet',
  input: { VpcId: '$vpc', CidrBlock: '10.0.1.0/24' },
  keeps: { subnet: 'Subnet.SubnetId' },
}

export const group: Before = {
  call: 'CreateSecurityGroup',
  input: { VpcId: '$vpc', GroupName: 'web', Description: 'web' },
  keeps: { group: 'GroupId' },
}
