import { expect } from 'vitest'
import type { Backend, Story } from '../backend/backend.ts'
import { gone, says, statusText, synced } from '../backend/state.ts'
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
const tables = ({ aws }: Backend) => aws.at().tables

/** File systems: created, and then never in sync because of policies that only an available one takes. */
export const fileSystemStories: readonly Story[] = [
  {
    name: 'a file system goes through creating, gets its policies, ends in sync, and its mount target follows',
    async play(backend) {
      await backend.apply(shared)
      await backend.until(async () => (await statusText(backend, 'FileSystem', 'shared', 'lifeCycleState')) !== '')
      expect(tables(backend).fileSystems.size).toBe(1)
      await backend.until(() => tables(backend).fileSystems.all()[0]?.LifeCycleState === 'available')
      const state = () => statusText(backend, 'FileSystem', 'shared', 'lifeCycleState')
      expect(await backend.until(async () => (await state()) === 'available')).toBeLessThanOrEqual(2)
      await synced(backend, 'FileSystem', 'shared', 15)
      const [row] = tables(backend).fileSystems.all()
      expect(row?.lifecycle).toEqual([{ TransitionToIA: 'AFTER_30_DAYS' }])
      expect(row?.backup).toMatch(/^ENABL/)
      expect(JSON.parse(row?.policy ?? '')).toMatchObject(JSON.parse(policy))
      await synced(backend, 'MountTarget', 'shared')
      expect(tables(backend).mountTargets.all()).toMatchObject([{ FileSystemId: row?.id, LifeCycleState: 'available' }])
      expect(tables(backend).fileSystems.size).toBe(1)
    },
  },
  {
    name: 'a file system deleted together with its mount target goes after it, and nothing is left',
    async play(backend) {
      await backend.apply(shared)
      await synced(backend, 'MountTarget', 'shared')
      await backend.delete('FileSystem', 'shared')
      await backend.until(async () => (await says(backend, 'FileSystem', 'shared'))?.reason === 'BlockedByDependents')
      expect((await says(backend, 'FileSystem', 'shared'))?.message).toContain('MountTarget default/shared')
      await backend.delete('MountTarget', 'shared')
      await gone(backend, 'MountTarget', 'shared')
      await gone(backend, 'FileSystem', 'shared')
      expect([tables(backend).fileSystems.size, tables(backend).mountTargets.size]).toEqual([0, 0])
    },
  },
]
