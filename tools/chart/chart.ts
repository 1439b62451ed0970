import { readdirSync } from 'node:fs'
import { stringify } from 'yaml'
import root from '../../package.json' with { type: 'json' }
import type { Output } from '../../packages/cli/src/generate/output.ts'
import type { Source } from '../../packages/cli/src/generate/source.ts'
import { crdsChart, definitions } from './definition.ts'
import { rulesTemplate } from './rules.ts'
import { schemaOf, sectionsOf, tableOf, valuesOf } from './schema.ts'
import { made, metadata, template, templates, titles } from './template.ts'
import type { Controller, Section } from './value.ts'

/**
 * Kinds of ACK's controllers: ACK's values list all of its kinds by name.
 * Source: `helm/values.yaml` of aws-controllers-k8s/ec2-controller and aws-controllers-k8s/efs-controller.
 */
const kindsOfAck: Readonly<Record<string, readonly string[]>> = {
  ec2: [
    ...['CapacityReservation', 'DHCPOptions', 'EgressOnlyInternetGateway', 'ElasticIPAddress', 'FlowLog', 'Instance'],
    ...['InternetGateway', 'LaunchTemplate', 'ManagedPrefixList', 'NATGateway', 'NetworkACL', 'RouteTable'],
    ...['SecurityGroup', 'Subnet', 'TransitGateway', 'TransitGatewayVPCAttachment', 'VPC', 'VPCEndpoint'],
    ...['VPCEndpointServiceConfiguration', 'VPCPeeringConnection'],
  ],
  efs: ['AccessPoint', 'FileSystem', 'MountTarget'],
}

/** The controller that the chart of a service installs. */
export function controllerOf({ name, kinds }: Source): Controller {
  const own = kinds.map((kind) => kind.name)
  return { service: name, kinds: own, strange: (kindsOfAck[name] ?? []).filter((kind) => !own.includes(kind)) }
}

/** Where the charts of a service are written. */
export const chartFolders = ({ name }: Source): readonly string[] => [
  ...['', '/templates', '/templates/crds', '/dashboards', '/rules'].map((at) => `apps/${name}-controller/chart${at}`),
  ...['', '/templates'].map((at) => `apps/${name}-controller/crds${at}`),
]

/** The two charts of a service by path: the controller with its definitions, and the definitions alone. `output` has what they take over. */
export function chartsOf(source: Source, output: Output): Output {
  const controller = controllerOf(source)
  const sections = sectionsOf(controller)
  const { service } = controller
  const folder = `apps/${service}-controller/chart`
  const crds = definitions(service, output)
  return new Map([
    ...[...shared(service)].map(([path, text]) => [`${folder}/${path}`, text] as const),
    [
      `${folder}/Chart.yaml`,
      chartFile(
        service,
        source.kinds.map(({ name }) => name),
      ),
    ],
    [
      `${folder}/values.yaml`,
      `${made}# Values that the chart of AWS Controllers for Kubernetes has, too, mean the same.\n\n${valuesOf(sections)}\n`,
    ],
    [`${folder}/values.schema.json`, `${JSON.stringify(schemaOf(sections), undefined, 2)}\n`],
    [`${folder}/README.md`, readme(controller, sections)],
    [`${folder}/artifacthub-repo.yaml`, artifactHub],
    [`${folder}/templates/_rules.tpl`, `${rulesTemplate(service, source.kinds)}\n`],
    [`${folder}/rules/windlass.rules.yaml`, textOf(output, 'packages/metrics/rules/windlass.rules.yaml')],
    ...['fleet', 'controller', 'aws-api', service].map(
      (board) =>
        [`${folder}/dashboards/${board}.json`, textOf(output, `packages/metrics/dashboards/${board}.json`)] as const,
    ),
    ...crds.map(([file, text]) => [`${folder}/templates/crds/${file}`, text] as const),
    ...crdsChart(service, crds),
  ])
}

function textOf(output: Output, path: string): string {
  const text = output.get(path)
  if (text === undefined) throw new RangeError(`${path} is not generated.`)
  return text
}

/** What both charts share, for one of them. */
function shared(service: string): Output {
  const place = (file: string) => (file === '.helmignore' ? file : `templates/${file}`)
  return new Map(
    readdirSync(templates)
      .sort()
      .map((file) => [place(file), template(file, service)]),
  )
}

function chartFile(service: string, kinds: readonly string[]): string {
  const chart = {
    ...metadata(`${service}-chart`, `Manages ${titles[service]} from Kubernetes: ${kinds.join(', ')}`),
    keywords: ['aws', service, 'ack', 'controller', 'windlass'],
    maintainers: [{ name: 'The Windlass maintainers' }],
    annotations: {
      'artifacthub.io/license': 'Apache-2.0',
      'artifacthub.io/category': 'integration-delivery',
      'artifacthub.io/operator': 'true',
      'artifacthub.io/operatorCapabilities': 'Full Lifecycle',
      'artifacthub.io/prerelease': String(root.version.startsWith('0.') || root.version.includes('-')),
    },
  }
  return made + stringify(chart, { lineWidth: 0 })
}

/** How Artifact Hub lists the repository of the charts: releases only. */
const artifactHub = `${made}# Metadata of the repository for Artifact Hub, pushed beside the chart.
ignore:
  - name: ".*-chart"
    version: ".*-.+"
`

function readme({ service, kinds }: Controller, sections: readonly Section[]): string {
  return `<!-- Made by \`bun run generate\`; do not edit. -->
# ${service}-chart

Installs the Windlass controller for ${titles[service]} (${kinds.join(', ')}), with the definitions of its kinds. It takes the values of the chart of AWS
Controllers for Kubernetes by their names.

How to install it on EKS is in \`docs/install.md\`; how to upgrade, to uninstall and to come from ACK's chart, in \`docs/upgrade.md\`. The templates are
written once for all controllers, in \`tools/chart/template\`.

## Values

What is not listed here, or has the wrong form, is refused before anything is changed.

${tableOf(sections)}
`
}
