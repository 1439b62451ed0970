import type { Scene } from '../hour.ts'
import { group } from '../manifest.ts'
import type { Site } from '../site.ts'

/** More than 500, and more than half of what the controller looks after. */
const all = Array.from({ length: 620 }, (_, n) => `crowd-${n}`)

const namespaces = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false }
const meant = { 'windlass.dev/mass-deletion': 'allow' }
const forever = new AbortController().signal

/** Deletes a group whose AWS object stays. */
async function kept({ stage }: Site, name: string): Promise<void> {
  const annotations = { 'services.k8s.aws/deletion-policy': 'retain' }
  await stage.edit('SecurityGroup', name, { metadata: { annotations } })
  await stage.delete('SecurityGroup', name)
}

const wiped: Scene = {
  name: 'somebody deletes more than half of everything',
  alerts: ['WindlassMassDeletion', 'WindlassMutationSpike'],
  async play(site) {
    const { stage } = site
    await stage.apply(all.map((name) => group(name)).join(''))
    await site.rest(30)
    await kept(site, 'early-2')
    for (const name of all) await stage.delete('SecurityGroup', name)
    await site.rest(4)
    await stage.kube.mergePatch(namespaces, { name: 'default' }, { metadata: { annotations: meant } }, forever)
    await site.rest(1)
    await kept(site, 'early-3')
    await site.rest(39)
  },
}

/** So many of a kind are a mass, whatever their share. */
const some = Array.from({ length: 30 }, (_, n) => `ghost-${n}`)

const vanished: Scene = {
  name: 'thirty objects vanish from AWS at once',
  alerts: ['WindlassMassDisappearance'],
  async play(site) {
    const { stage } = site
    await stage.apply(some.map((name) => group(name)).join(''))
    await site.rest(30)
    for (const name of some) {
      const object = await stage.get('SecurityGroup', name)
      await site.byHand('DeleteSecurityGroup', { GroupId: object?.status?.id })
    }
    await site.rest(4)
    const annotations = { 'windlass.dev/replace-missing': new Date(stage.clock.now()).toISOString() }
    await stage.edit('SecurityGroup', 'ghost-0', { metadata: { annotations } })
    await site.rest(40)
  },
}

/** What masses of objects go through. */
export const masses: readonly Scene[] = [wiped, vanished]
