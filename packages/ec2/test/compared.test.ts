import { comparesAll } from '../../core/test/compared.ts'
import { kinds } from '../src/index.ts'

comparesAll(kinds, ['Subnet.ipv4IPAMPoolID', 'Subnet.ipv6IPAMPoolID', 'VPC.ipv4IPAMPoolID', 'VPC.ipv6IPAMPoolID'])
