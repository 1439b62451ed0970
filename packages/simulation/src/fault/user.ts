import type { Item } from '@windlass/core'
import type { WatchEvent } from '@windlass/core/kube'
import type { Controls } from '../run/contract.ts'
import { destroy } from '../run/scenario.ts'
import {
  any,
  between,
  calls,
  type Draw,
  deed,
  kubeError,
  kubeWrite,
  type Operator,
  type Parts,
  some,
  storm,
  striking,
} from './fault.ts'
import { type ActLike, admin, after, notDeleted, objectOf, retag, settled, status, tagged, user } from './people.ts'

/** Watches of all processes, treated as the API server may. */
const watches = (draw: Draw, act: (controls: Controls) => void) =>
  deed(draw, any, (controls) => {
    act(controls)
    return true
  })

/** Some events of watches are replaced by what `change` makes of them. */
function events({ random }: Draw, change: (event: WatchEvent) => readonly WatchEvent[]): Parts {
  let over = false
  let first = true
  return (hit) => ({
    watched: (_process, path, event) => {
      if (over || path.includes('namespaces') || event.type === 'BOOKMARK' || (!first && random() > 0.7)) return [event]
      first = false
      hit()
      return change(event)
    },
    calm: () => {
      over = true
    },
  })
}

function lagging({ random }: Draw): Parts {
  const ms = between(random, 500, 15_000)
  let over = false
  return (hit) => ({
    lag: () => {
      if (over) return 0
      hit()
      return ms
    },
    calm: () => {
      over = true
    },
  })
}

const freeTags = (act: ActLike) =>
  notDeleted(act) && !['adopt', 'recreate', 'update of tags'].includes(act.scenario.name)
const hostile = '<&>"\'*?[]{}\\ \u202e\u0000é日本'.replace('\u0000', '')

/** What users, administrators and the API server do. */
export const userFaults: readonly Operator[] = [
  {
    id: 'O1',
    says: 'an administrator deletes the AWS object',
    exact: false,
    edits: true,
    suits: settled,
    make: admin(
      'deletes',
      (controls, id) =>
        void destroy(controls.scene, controls.subject.kind, id).then(
          () => controls.invariants.after(),
          () => undefined,
        ),
    ),
  },
  {
    id: 'O2',
    says: 'an administrator changes a tag of the AWS object',
    exact: true,
    edits: true,
    suits: (act, prepared) => settled(act) && tagged(act, prepared),
    make: admin('changes a tag of', (controls, id) =>
      retag(controls, id, (tags) =>
        tags.map((tag) => (String(tag.Key).startsWith('services.') ? tag : { ...tag, Value: 'changed' })),
      ),
    ),
  },
  {
    id: 'O3',
    says: 'an administrator removes the owner tags',
    exact: true,
    edits: true,
    suits: (act, prepared) => settled(act) && tagged(act, prepared),
    make: admin('removes the owner tags of', (controls, id) =>
      retag(controls, id, (tags) => tags.filter(({ Key }) => !String(Key).startsWith('services.k8s.aws/'))),
    ),
  },
  {
    id: 'K1',
    says: 'a write to the API server meets a conflict',
    exact: true,
    suits: calls(kubeWrite),
    make: (draw) =>
      striking(some(draw, kubeWrite, 1 + Math.floor(draw.random() * 3)), () => kubeError(409, 'Conflict')),
  },
  {
    id: 'K2',
    says: 'the history of the API server is compacted and its watches expire',
    exact: true,
    make: (draw) =>
      watches(draw, ({ scene }) => {
        scene.cluster.faults.compact()
        scene.cluster.faults.expireWatches()
      }),
  },
  {
    id: 'K3',
    says: 'the watches go dead without a sign',
    exact: true,
    make: (draw) => watches(draw, ({ scene }) => scene.cluster.faults.blackholeWatches()),
  },
  {
    id: 'K4',
    says: 'events of watches are lost with their connection',
    exact: true,
    make: (draw) => watches(draw, ({ scene }) => scene.cluster.faults.breakWatches()),
  },
  {
    id: 'K5',
    says: 'events of watches come twice',
    exact: true,
    suits: notDeleted,
    make: (draw) => events(draw, (event) => [event, event]),
  },
  { id: 'K6', says: 'the watches lag by up to 15 seconds', exact: true, make: lagging },
  {
    id: 'K7',
    says: 'something is written to the API server and the answer lost',
    exact: true,
    suits: calls(kubeWrite),
    make: (draw) => striking(some(draw, kubeWrite), () => ({ is: 'lose', when: 'after' })),
  },
  {
    id: 'K8',
    says: 'the API server is overloaded or gone for up to half a minute',
    exact: true,
    suits: calls(kubeWrite),
    make: (draw) =>
      storm(
        draw,
        ({ to, what }) => to === 'kube' && !/leases/.test(what),
        between(draw.random, 1000, 30_000),
        () => (draw.random() < 0.5 ? kubeError(429, 'TooManyRequests') : kubeError(503, 'ServiceUnavailable')),
      ),
  },
  {
    id: 'K10',
    says: 'the user removes the finalizer',
    exact: true,
    suits: settled,
    make: user('removes the finalizers', bared),
  },
  {
    id: 'K11',
    says: 'the user edits the tags while something is under way, and back',
    exact: true,
    edits: true,
    suits: (act, prepared) => freeTags(act) && tagged(act, prepared),
    make: user('edits the tags', backAndForth),
  },
  {
    id: 'K14',
    says: 'status is wiped, as a restored backup does',
    exact: true,
    suits: settled,
    make: user('wipes status', async (controls) => await status(controls, { status: null })),
  },
  {
    id: 'I1',
    says: 'the user gives tags of hostile text, and takes them back',
    exact: true,
    edits: true,
    suits: (act, prepared) => freeTags(act) && tagged(act, prepared),
    make: user('gives hostile tags', hostileTags),
  },
]

/** Removes the finalizers of an object that is not being deleted: who deletes it afterwards waits until they are back. */
async function bared(controls: Controls): Promise<void> {
  const { scene, subject, invariants } = controls
  const { name } = subject.manifest.metadata
  invariants.tamper(subject.kind, name)
  const resourceVersion = objectOf(controls)?.metadata.resourceVersion
  await scene.edit(subject.kind, name, { metadata: { finalizers: null, resourceVersion } })
}

async function backAndForth(controls: Controls): Promise<void> {
  await retagged(controls, [{ key: 'meanwhile', value: 'yes' }])
}

async function hostileTags(controls: Controls): Promise<void> {
  await retagged(controls, [
    { key: `a${hostile}`, value: hostile },
    { key: '__proto__', value: '*' },
  ])
}

/** Other tags for a while, then those of the manifest, whoever else edits them meanwhile. */
async function retagged(controls: Controls, tags: readonly Item[]): Promise<void> {
  await edited(controls, 'tags', tags, controls.subject.manifest.spec.tags ?? null)
}

/** Another value of a field for a while, then the one from before. Resolves when that stands again. */
export async function edited(controls: Controls, field: string, value: unknown, before: unknown): Promise<void> {
  const { scene, subject } = controls
  const { name } = subject.manifest.metadata
  await scene.edit(subject.kind, name, { spec: { [field]: value } })
  await after(controls, 20_000)
  await scene.edit(subject.kind, name, { spec: { [field]: before } })
}
