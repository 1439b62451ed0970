import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { documents } from '../backend/manifest.ts'

const examples = resolve(import.meta.dirname, '../../../../examples')

/** The whole network of the examples: what a person applies in one go. */
export const whole = ['02-network.yaml', '03-efs.yaml']
  .map((name) => readFileSync(join(examples, name), 'utf8'))
  .join('\n---\n')

/** Its objects, in the order of the files. */
export const parts = documents(whole).map(({ kind, name }) => ({ kind, name }))

/** A VPC with a subnet, the least that other things need. */
export const ground = `
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: VPC
metadata: { name: main }
spec: { cidrBlocks: [10.0.0.0/16], enableDNSSupport: true, enableDNSHostnames: true }
---
apiVersion: ec2.services.k8s.aws/v1alpha1
kind: Subnet
metadata: { name: one }
spec: { cidrBlock: 10.0.1.0/24, vpcRef: { from: { name: main } }, tags: [{ key: team, value: a }] }
`
