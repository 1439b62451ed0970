import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'

/** Writes a chart with the names, labels and selectors of ACK's for EC2 into a folder; gives the folder. Source: `helm/templates` of aws-controllers-k8s/ec2-controller. */
export function layoutOfAck(path: string, namespace: string): string {
  const labels = { 'app.kubernetes.io/name': 'ec2-chart', 'app.kubernetes.io/instance': 'ack-ec2-controller' }
  const name = 'ack-ec2-controller'
  const containers = [{ name: 'controller', image: 'ack', command: ['./bin/controller'] }]
  const pods = { metadata: { labels }, spec: { serviceAccountName: name, containers } }
  const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name }
  const objects = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules: [] },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: `${name}-ec2-chart` },
      roleRef: role,
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: `${name}-ec2-chart` },
      spec: { replicas: 0, selector: { matchLabels: labels }, template: pods },
    },
  ]
  mkdirSync(join(path, 'templates'), { recursive: true })
  writeFileSync(join(path, 'Chart.yaml'), stringify({ apiVersion: 'v1', name: 'ec2-chart', version: '1.20.0' }))
  writeFileSync(join(path, 'templates', 'all.yaml'), objects.map((object) => stringify(object)).join('---\n'))
  return path
}
