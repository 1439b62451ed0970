import { KubeClient, type KubeObject } from '@windlass/core/kube'
import { seeded } from '@windlass/core/time'
import { ClusterWorld, VirtualClock } from '@windlass/simulator'
import { expect, test } from 'vitest'
import { run } from '../src/run.ts'

const definitions = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
}
const forever = new AbortController().signal

function definitionOf(kind: string, group: string) {
  const plural = `${kind.toLowerCase()}s`
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } }
  return {
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  }
}

/** A cluster with two kinds of two services, as a controller that is not of this project brings them. */
async function open() {
  const clock = new VirtualClock()
  const cluster = new ClusterWorld({ clock, random: seeded(1) })
  const kube = new KubeClient({ transport: cluster.transport('user'), clock })
  const groups = { Gadget: 'one.services.k8s.aws', Widget: 'two.services.k8s.aws', Pod: 'other.example.com' }
  for (const [kind, group] of Object.entries(groups)) await kube.create(definitions, definitionOf(kind, group), forever)
  const resource = (kind: 'Gadget' | 'Widget') => ({
    group: groups[kind],
    version: 'v1',
    plural: `${kind.toLowerCase()}s`,
    kind,
    namespaced: true,
  })
  const create = (kind: 'Gadget' | 'Widget', namespace: string, name: string, rest: object): Promise<KubeObject> =>
    kube.create(resource(kind), { metadata: { name, namespace }, ...rest }, forever)
  const remove = (name: string) => kube.delete(resource('Gadget'), { namespace: 'default', name }, {}, forever)
  const ask = async (...args: readonly string[]) => {
    let out = ''
    const connect = async () => ({ transport: cluster.transport('person'), namespace: 'default' })
    const print = (text: string) => (out += text)
    const around = {
      program: 'windlass',
      version: '0',
      clock,
      colours: false,
      folder: '.',
      print,
      complain: print,
      connect,
    }
    const code = await run(args, around, forever)
    return { code, out }
  }
  return { create, remove, ask }
}
const refused = {
  conditions: [
    { type: 'ACK.ResourceSynced', status: 'False' },
    { type: 'ACK.Terminal', status: 'True', message: 'No.' },
  ],
}

test('references are followed into other namespaces and groups, of kinds nobody has told the command about', async () => {
  const { create, ask } = await open()
  await create('Gadget', 'kube-system', 'base', { spec: {}, status: refused })
  await create('Widget', 'default', 'top', {
    spec: { gadgetRef: { from: { name: 'base', namespace: 'kube-system' } } },
  })
  const { code, out } = await ask('why', 'WIDGETS.two', 'top')
  expect(code).toBe(1)
  expect(out).toContain('└─ gadgetRef: Gadget kube-system/base, failed (Unlisted)')
  expect(out).toContain('kubectl describe gadget.one.services.k8s.aws base -n kube-system')
})

test('objects that refer to each other are told as a circle', async () => {
  const { create, ask } = await open()
  await create('Gadget', 'default', 'a', { spec: { widgetRefs: [{ from: { name: 'b' } }] } })
  await create('Widget', 'default', 'b', { spec: { deep: [{ gadgetRef: { from: { name: 'a' } } }] } })
  const { out } = await ask('why', 'gadget', 'a')
  expect(out).toContain(
    '  └─ widgetRefs: Widget default/b, blocked (ReferenceNotReady) for 0 s\n' +
      '     └─ deep[].gadgetRef: Gadget default/a, which waits for this one in its turn\n',
  )
  expect(out).toContain('Break the circle: give one of the objects an AWS identifier')
})

test('kinds of other groups are none of its business', async () => {
  const { ask } = await open()
  expect((await ask('why', 'pod', 'x')).out).toBe('windlass: The server has no kind pod. It has Gadget, Widget.\n')
})

test('what another controller left in sync is not taken for ours, nor is anybody said to look after it', async () => {
  const { create, ask } = await open()
  const left = { conditions: [{ type: 'ACK.ResourceSynced', status: 'True', message: 'Resource synced successfully' }] }
  await create('Gadget', 'default', 'left', { spec: {}, status: left })
  const { code, out } = await ask('why', 'gadget', 'left')
  expect(code).toBe(1)
  expect(out).toContain('Gadget default/left: unmanaged (Unlisted)')
  expect(out).toContain('no controller of Windlass has looked at it: Resource synced successfully')
  expect(out).not.toContain('compared with AWS')
  expect((await ask('status')).out).toContain('0 in sync, 0 not, 1 managed by another controller, if by any')
})

test('an object of another controller that is being deleted says whose it is', async () => {
  const { create, remove, ask } = await open()
  const left = { conditions: [{ type: 'ACK.ResourceSynced', status: 'True' }] }
  const kept = { name: 'left', namespace: 'default', finalizers: ['finalizers.one.services.k8s.aws/Gadget'] }
  await create('Gadget', 'default', 'left', { metadata: kept, spec: {}, status: left })
  await remove(kept.name)
  const { out } = await ask('why', 'gadget', 'left')
  expect(out).toContain('Gadget default/left: deleting (Unlisted)')
  expect(out).toContain('none of its controllers runs for this kind')
})
