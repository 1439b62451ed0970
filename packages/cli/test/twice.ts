import { VPC } from '@windlass/ec2'

/** Two kinds of one name, which cannot have one definition. */
export const kinds = [VPC, { ...VPC }]
