import type { Kind } from '@windlass/core'
import { NATGateway } from './natgateway.ts'
import { Subnet } from './subnet.ts'
import { VPC } from './vpc.ts'

/** Every EC2 kind: what the controller runs and what is generated. */
export const kinds: readonly Kind[] = [NATGateway, Subnet, VPC]
