import { Addresses } from '../ec2/address/row.ts'
import { DhcpOptionSets } from '../ec2/dhcpoptions/row.ts'
import { EgressOnlyInternetGateways } from '../ec2/egressonlyinternetgateway/row.ts'
import { VpcEndpoints } from '../ec2/endpoint/row.ts'
import { EndpointServices } from '../ec2/endpointservice/row.ts'
import { NetworkInterfaces } from '../ec2/interface/row.ts'
import { InternetGateways } from '../ec2/internetgateway/row.ts'
import { NatGateways } from '../ec2/natgateway/row.ts'
import { ManagedPrefixLists } from '../ec2/prefixlist/row.ts'
import { RouteTableAssociations, RouteTables } from '../ec2/routetable/row.ts'
import { SecurityGroupRules, SecurityGroups } from '../ec2/securitygroup/row.ts'
import { Subnets } from '../ec2/subnet/row.ts'
import { SharedGateways, TransitGatewayAttachments, TransitGateways } from '../ec2/transitgateway/row.ts'
import { NetworkAcls, Vpcs } from '../ec2/vpc/row.ts'
import { AccessPoints, FileSystems, MountTargets } from '../efs/row.ts'
import { Region } from '../engine/region.ts'

/** A region as tests look into it: the tables of EC2 and EFS by name. Those of other services come from `table`. */
export class Place extends Region {
  readonly tables = {
    vpcs: this.table(Vpcs),
    subnets: this.table(Subnets),
    securityGroups: this.table(SecurityGroups),
    securityGroupRules: this.table(SecurityGroupRules),
    routeTables: this.table(RouteTables),
    routeTableAssociations: this.table(RouteTableAssociations),
    networkAcls: this.table(NetworkAcls),
    networkInterfaces: this.table(NetworkInterfaces),
    addresses: this.table(Addresses),
    internetGateways: this.table(InternetGateways),
    egressOnlyInternetGateways: this.table(EgressOnlyInternetGateways),
    natGateways: this.table(NatGateways),
    vpcEndpoints: this.table(VpcEndpoints),
    endpointServices: this.table(EndpointServices),
    transitGateways: this.table(TransitGateways),
    transitGatewayAttachments: this.table(TransitGatewayAttachments),
    sharedTransitGateways: this.table(SharedGateways),
    dhcpOptions: this.table(DhcpOptionSets),
    managedPrefixLists: this.table(ManagedPrefixLists),
    fileSystems: this.table(FileSystems),
    mountTargets: this.table(MountTargets),
    accessPoints: this.table(AccessPoints),
  }
}
