import type { Limits } from '@windlass/core'

const peering = { burst: 50, rate: 5 }
const tags = { burst: 100, rate: 10 }
const gateway = { burst: 10, rate: 1 }
const endpoint = { burst: 4, rate: 0.3 }
const endpointService = { burst: 10, rate: 1 }
const template = { burst: 100, rate: 5 }

/**
 * EC2's request limits per account and region. Source: EC2 developer guide, "Request throttling for the Amazon EC2 API".
 * Reads have the larger bucket because every read here is filtered or paged.
 */
export const limits: Limits = {
  read: { burst: 100, rate: 20 },
  write: { burst: 50, rate: 5 },
  actions: {
    CreateTags: tags,
    DeleteTags: tags,
    RunInstances: { burst: 5, rate: 2 },
    StartInstances: { burst: 5, rate: 2 },
    TerminateInstances: { burst: 100, rate: 5 },
    CreateNatGateway: gateway,
    DeleteNatGateway: gateway,
    AssociateNatGatewayAddress: gateway,
    CreateVpcEndpoint: endpoint,
    ModifyVpcEndpoint: endpoint,
    DeleteVpcEndpoints: endpoint,
    AcceptVpcEndpointConnections: endpointService,
    CreateVpcEndpointServiceConfiguration: endpointService,
    ModifyVpcEndpointServiceConfiguration: endpointService,
    DeleteVpcEndpointServiceConfigurations: endpointService,
    CreateLaunchTemplateVersion: template,
    ModifyLaunchTemplate: template,
    CreateVpcPeeringConnection: peering,
    AcceptVpcPeeringConnection: peering,
    DeleteVpcPeeringConnection: peering,
    RejectVpcPeeringConnection: peering,
    CreateSubnetCidrReservation: { burst: 5, rate: 1 },
    DescribeSecurityGroupReferences: { burst: 20, rate: 5 },
  },
}
