import { rowOf } from '../invariant/model.ts'
import type { Controls } from '../run/contract.ts'
import type { Call, Fault } from '../run/network.ts'
import {
  between,
  calls,
  type Draw,
  deletes,
  type Filter,
  kubeError,
  kubeWrite,
  type Operator,
  type Parts,
  storm,
} from './fault.ts'

const policy =
  "ValidatingAdmissionPolicy 'labels' with binding 'labels' denied request: every object needs a label that names its team"

/** Writes to what people write too: a policy for a resource says nothing of its status. */
const mainWrite: Filter = (call) => kubeWrite(call) && !call.what.endsWith('/status')

/** Writes of ours to custom resources are refused for a while: all of them, or all but those of status. */
function denied(draw: Draw, status: 403 | 422, reason: string): Parts {
  const main = draw.random() < 0.5 && calls(mainWrite)(draw.act)
  const ms = between(draw.random, 5000, 300_000)
  return storm(draw, main ? mainWrite : kubeWrite, ms, () => kubeError(status, reason, policy))
}

/** How the list of namespaces keeps a process waiting. */
const ways: readonly (() => Fault)[] = [
  () => ({ is: 'wait', when: 'before', ms: 20_000 }),
  () => ({ is: 'hang', effect: false }),
  () => kubeError(403, 'Forbidden', 'namespaces is forbidden'),
  () => kubeError(404, 'NotFound', 'the server could not find the requested resource'),
  () => kubeError(503, 'ServiceUnavailable'),
]

/** The namespace says that AWS objects stay, and the processes come to know it late. */
function uninformed(draw: Draw): Parts {
  const ms = between(draw.random, 5000, 90_000)
  const way = ways[Math.floor(draw.random() * ways.length)]
  return (hit) => {
    let controls: Controls | undefined
    let over = false
    return {
      arm: (armed) => {
        controls = armed
        const { name: service } = armed.subject.kind.service
        const annotations = { [`${service}.services.k8s.aws/deletion-policy`]: 'retain' }
        armed.scene.cluster.install([
          { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default', annotations } },
        ])
        armed.scene.clock.after(ms, () => {
          over = true
        })
      },
      meets: (call) => {
        if (over || way === undefined || !namespaces(call)) return []
        hit()
        return [way()]
      },
      calm: () => {
        over = true
      },
      judge: ({ scene, facts, invariants }) => {
        if (controls !== undefined && rowOf(scene, facts.id ?? '') === undefined)
          invariants.breach('O-18', 'the namespace keeps its AWS objects', `AWS has no ${facts.id}`)
      },
    }
  }
}

const namespaces = ({ to, what }: Call) => to === 'kube' && /^GET namespaces(\/default)?$/.test(what)

/** What the API server refuses, and does not tell. */
export const refusalFaults: readonly Operator[] = [
  {
    id: 'K19',
    says: 'an admission policy refuses our writes with 422 for up to five minutes',
    exact: true,
    suits: calls(kubeWrite),
    make: (draw) => denied(draw, 422, 'Invalid'),
  },
  {
    id: 'K20',
    says: 'an admission policy refuses our writes with 403 for up to five minutes',
    exact: true,
    suits: calls(kubeWrite),
    make: (draw) => denied(draw, 403, 'Forbidden'),
  },
  {
    id: 'K21',
    says: 'the namespace keeps its AWS objects, and the list of namespaces is slow, refused or missing for up to 90 seconds',
    exact: false,
    weight: 3,
    suits: deletes,
    make: uninformed,
  },
]
