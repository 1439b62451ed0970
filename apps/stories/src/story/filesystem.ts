import { expect } from 'vitest'
import { gone, says, statusText, synced } from '../theatre/seeing.ts'
import type { Story, Theatre } from '../theatre/theatre.ts'
import { ground } from './network.ts'

const policy =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"elasticfilesystem:ClientMount"}]}'

const shared = `${ground}---
apiVersion: efs.services.k8s.aws/v1alpha1
kind: FileSystem
metadata: { name: shared }
spec:
  encrypted: true
  policy: '${policy}'
  backupPolicy: { status: ENABLED }
  lifecyclePolicies: [{ transitionToIA: AFTER_30_DAYS }]
---
apiVersion: efs.services.k8s.aws/v1alpha1
kind: MountTarget
metadata: { name: shared }
spec: { fileSystemRef: { from: { name: shared } }, subnetRef: { from: { name: one } } }
`
const tables = ({ aws }: Theatre) => aws.at().tables

/** File systems: created, and then never in sync because of policies that only an available one takes. */
export const fileSystemStories: readonly Story[] = [
  {
    name: 'a file system goes through creating, gets its policies, ends in sync, and its mount target follows',
    async play(theatre) {
      await theatre.apply(shared)
      await theatre.until(async () => (await statusText(theatre, 'FileSystem', 'shared', 'lifeCycleState')) !== '')
      expect(tables(theatre).fileSystems.size).toBe(1)
      await theatre.until(() => tables(theatre).fileSystems.all()[0]?.LifeCycleState === 'available')
      const state = () => statusText(theatre, 'FileSystem', 'shared', 'lifeCycleState')
      expect(await theatre.until(async () => (await state()) === 'available')).toBeLessThanOrEqual(2)
      await synced(theatre, 'FileSystem', 'shared', 15)
      const [row] = tables(theatre).fileSystems.all()
      expect(row?.lifecycle).toEqual([{ TransitionToIA: 'AFTER_30_DAYS' }])
      expect(row?.backup).toMatch(/^ENABL/)
      expect(JSON.parse(row?.policy ?? '')).toEqual(JSON.parse(policy))
      await synced(theatre, 'MountTarget', 'shared')
      expect(tables(theatre).mountTargets.all()).toMatchObject([{ FileSystemId: row?.id, LifeCycleState: 'available' }])
      expect(tables(theatre).fileSystems.size).toBe(1)
    },
  },
  {
    name: 'a file system deleted together with its mount target goes after it, and nothing is left',
    async play(theatre) {
      await theatre.apply(shared)
      await synced(theatre, 'MountTarget', 'shared')
      await theatre.delete('FileSystem', 'shared')
      await theatre.until(async () => (await says(theatre, 'FileSystem', 'shared'))?.reason === 'BlockedByDependents')
      expect((await says(theatre, 'FileSystem', 'shared'))?.message).toContain('MountTarget default/shared')
      await theatre.delete('MountTarget', 'shared')
      await gone(theatre, 'MountTarget', 'shared')
      await gone(theatre, 'FileSystem', 'shared')
      expect([tables(theatre).fileSystems.size, tables(theatre).mountTargets.size]).toEqual([0, 0])
    },
  },
]
