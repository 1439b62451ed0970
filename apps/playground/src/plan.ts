import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Kind, Program } from '@windlass/core'
import { kinds as ec2 } from '@windlass/ec2'
import { kinds as efs } from '@windlass/efs'
import { createMetrics } from '@windlass/metrics'
import { observeLive } from '@windlass/observe'
import type { Beside, Plan } from '@windlass/testing'
import own from '../package.json' with { type: 'json' }

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')

/** Prometheus and the dashboards. */
const dashboards: Beside = {
  flag: 'observe',
  help: 'start Prometheus, if it is installed, and serve the dashboards',
  async open({ controllers }, folder) {
    const targets = controllers.map(({ name, running }) => ({ name, metricsUrl: running.metricsUrl }))
    const live = await observeLive(targets, folder)
    return {
      text:
        live === undefined
          ? 'No dashboards: prometheus is not installed (Debian and Ubuntu: apt-get install prometheus).'
          : `dashboards  ${live.pageUrl}\nPrometheus  ${live.prometheusUrl}`,
      close: async () => await live?.close(),
    }
  },
}

/** Both controllers at work on the examples. */
export const plan: Plan = {
  command: 'npm start --',
  programs: [program('ec2-controller', ec2), program('efs-controller', efs)],
  definitions: ['core', 'ec2', 'efs'].map((name) => join(root, 'packages', name, 'crds')),
  manifests: join(root, 'examples'),
  folder: join(root, '.windlass'),
  get: 'vpcs,subnets',
  ask: 'ec2 describe-vpcs',
  beside: dashboards,
}

function program(name: string, kinds: readonly Kind[]): Program {
  const facts = { name, version: own.version, kinds }
  return { ...facts, metrics: createMetrics(facts) }
}
