export { kinds } from './kinds.ts'
export { NATGateway } from './natgateway.ts'
export { Subnet } from './subnet.ts'
export { VPC } from './vpc.ts'
