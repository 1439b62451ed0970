import { type Item, KubeError, resourceOf, type WatchEvent } from '@windlass/core'
import { control } from '../aws/control.ts'
import type { Fate } from './boundary.ts'
import {
  any,
  between,
  calls,
  type Draw,
  deed,
  kubeWrite,
  type Operator,
  type Parts,
  some,
  statusWrite,
  storm,
  striking,
} from './fault.ts'
import { destroy } from './scenario.ts'
import type { Backstage } from './terms.ts'
import { idOf, rowOf } from './truth.ts'

const kubeError = (status: number, reason: string): Fate => ({
  is: 'answer',
  effect: false,
  error: () => new KubeError(status, reason, `the server says ${reason}`),
})

const subjectOf = ({ scene, cast }: Backstage) => scene.get(cast.kind, cast.subject.metadata.name)

/** The id of the subject in AWS, if it stands there and nobody is deleting it. */
function standing(stage: Backstage): string | undefined {
  const object = subjectOf(stage)
  const id = idOf(stage.cast.kind, object)
  return object?.metadata.deletionTimestamp === undefined && id !== undefined && rowOf(stage.scene, id) !== undefined
    ? id
    : undefined
}

/** A deed of the administrator of AWS to the subject. */
const admin = (what: string, act: (stage: Backstage, id: string) => void) => (draw: Draw) =>
  deed(draw, any, (stage) => {
    const id = standing(stage)
    if (id === undefined) return false
    act(stage, id)
    stage.note('admin', `${what} ${id}`)
    return true
  })

function retag(stage: Backstage, id: string, change: (tags: readonly Item[]) => readonly Item[]): void {
  const Tags = change((rowOf(stage.scene, id)?.Tags ?? []).map((tag) => ({ ...tag })))
  control(stage.scene.aws, { do: 'alter', id, set: { Tags } })
}

/** A deed of the user to the subject, while it is not being deleted. */
const user = (what: string, act: (stage: Backstage) => Promise<void>) => (draw: Draw) =>
  deed(draw, any, (stage) => {
    const object = subjectOf(stage)
    if (object === undefined || object.metadata.deletionTimestamp !== undefined) return false
    stage.note('user', what)
    void act(stage).then(
      () => stage.note('user', `${what}: done`),
      (error: unknown) => stage.note('user', `${what}: ${String(error)}`),
    )
    return true
  })

/** Watches of all processes, treated as the API server may. */
const watches = (draw: Draw, act: (stage: Backstage) => void) =>
  deed(draw, any, (stage) => {
    act(stage)
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

const notDeleted = (act: { readonly scenario: { readonly name: string } }) => act.scenario.name !== 'delete'
const freeTags = (act: { readonly scenario: { readonly name: string } }) =>
  notDeleted(act) && !['adopt', 'recreate', 'update of tags'].includes(act.scenario.name)
const settled = (act: { readonly scenario: { readonly name: string; readonly start: string } }) =>
  notDeleted(act) && act.scenario.start === 'settled'
const status = async (stage: Backstage, patch: Item) => {
  const { scene, cast } = stage
  stage.ledger.tamper(cast.kind, cast.subject.metadata.name)
  const at = { name: cast.subject.metadata.name, namespace: 'default', subresource: 'status' as const }
  await scene.user.mergePatch(resourceOf(cast.kind.target), at, patch, scene.forever)
}
const tagged = (
  _act: object,
  { cast }: { readonly cast: { readonly kind: { readonly tagged: string | undefined } } },
) => cast.kind.tagged !== undefined

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
      (stage, id) =>
        void destroy(stage.scene, stage.cast.kind, id).then(
          () => stage.ledger.after('admin'),
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
    make: admin('changes a tag of', (stage, id) =>
      retag(stage, id, (tags) =>
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
    make: admin('removes the owner tags of', (stage, id) =>
      retag(stage, id, (tags) => tags.filter(({ Key }) => !String(Key).startsWith('services.k8s.aws/'))),
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
    says: 'status is written and the answer lost',
    exact: true,
    suits: calls(statusWrite),
    make: (draw) => striking(some(draw, statusWrite), () => ({ is: 'lose', when: 'after' })),
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
    make: user('removes the finalizers', async ({ scene, cast, ledger }) => {
      ledger.tamper(cast.kind, cast.subject.metadata.name)
      await scene.edit(cast.kind, cast.subject.metadata.name, { metadata: { finalizers: null } })
    }),
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
    make: user('wipes status', async (stage) => await status(stage, { status: null })),
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

async function backAndForth(stage: Backstage): Promise<void> {
  await edited(stage, [{ key: 'meanwhile', value: 'yes' }])
}

async function hostileTags(stage: Backstage): Promise<void> {
  await edited(stage, [
    { key: `a${hostile}`, value: hostile },
    { key: '__proto__', value: '*' },
  ])
}

/** Other tags for a while, then those from before. */
async function edited(stage: Backstage, tags: readonly Item[]): Promise<void> {
  const { scene, cast } = stage
  const before = cast.subject.spec.tags ?? null
  const { name } = cast.subject.metadata
  const again = () =>
    void scene.edit(cast.kind, name, { spec: { tags: before } }).then(
      () => stage.note('user', 'puts the tags back'),
      () => undefined,
    )
  await scene.edit(cast.kind, name, { spec: { tags } })
  scene.clock.after(20_000, again)
}
