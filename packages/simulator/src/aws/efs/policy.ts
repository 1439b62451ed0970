import type {
  BackupPolicyDescription,
  DeleteFileSystemPolicyRequest,
  DescribeBackupPolicyRequest,
  DescribeFileSystemPolicyRequest,
  DescribeLifecycleConfigurationRequest,
  FileSystemPolicyDescription,
  LifecycleConfigurationDescription,
  LifecyclePolicy,
  PutBackupPolicyRequest,
  PutFileSystemPolicyRequest,
  PutLifecycleConfigurationRequest,
} from '@aws-sdk/client-efs'
import {
  Status,
  TransitionToArchiveRules,
  TransitionToIARules,
  TransitionToPrimaryStorageClassRules,
} from '@aws-sdk/client-efs'
import { type Module, operation } from '../engine/operation.ts'
import type { Region } from '../engine/region.ts'
import { transition } from '../engine/transition.ts'
import { record } from '../schema/schema.ts'
import { availableFileSystem, badRequest, efsFault, efsSeen, oneOf } from './efs.ts'
import { type FileSystemRow, FileSystems } from './row.ts'
import { efs } from './service.ts'

const invalidPolicy = (detail: string) => efsFault('InvalidPolicyException', detail)
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])

function statementsOf(text: string): { policy: object; statements: Readonly<Record<string, unknown>>[] } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw invalidPolicy('The policy is not valid JSON')
  }
  const policy = record(json)
  if (!policy || text.length > 20_000)
    throw invalidPolicy('The policy must be a JSON object of at most 20000 characters')
  if (policy.Version !== undefined && policy.Version !== '2012-10-17' && policy.Version !== '2008-10-17')
    throw invalidPolicy(`The policy version '${String(policy.Version)}' is not supported`)
  const statements = listOf(policy.Statement).map((one) => record(one))
  if (statements.length === 0) throw invalidPolicy('The policy has no statement')
  return { policy, statements: statements.map((one) => checkStatement(one)) }
}

function checkStatement(one: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, unknown>> {
  if (!one || (one.Effect !== 'Allow' && one.Effect !== 'Deny'))
    throw invalidPolicy('Every statement must have the effect Allow or Deny')
  if ((one.Principal ?? one.NotPrincipal) === undefined) throw invalidPolicy('Every statement must name a principal')
  const actions = listOf(one.Action ?? one.NotAction)
  if (actions.length === 0) throw invalidPolicy('Every statement must name an action')
  for (const action of actions)
    if (action !== '*' && !/^elasticfilesystem:[A-Za-z*?]+$/.test(String(action)))
      throw invalidPolicy(`The action '${String(action)}' is not one of Amazon EFS`)
  return one
}

function locksOut(one: Readonly<Record<string, unknown>>): boolean {
  if (one.Effect !== 'Deny' || one.Condition !== undefined) return false
  const everyone = one.Principal === '*' || listOf(record(one.Principal)?.AWS).includes('*')
  const covers = (action: unknown) =>
    new RegExp(`^${String(action).replace(/\*/g, '.*').replace(/\?/g, '.')}$`).test(
      'elasticfilesystem:PutFileSystemPolicy',
    )
  return everyone && listOf(one.Action).some(covers)
}

/** A statement that names no resource is about the file system: EFS writes that into it. */
function completed(policy: object, arn: string | undefined): object {
  const { Statement } = record(policy) ?? {}
  const full = listOf(Statement).map((one) => {
    const statement = record(one) ?? {}
    return 'Resource' in statement || 'NotResource' in statement ? statement : { ...statement, Resource: arn }
  })
  return { ...policy, Statement: Array.isArray(Statement) ? full : full[0] }
}

/** The text EFS gives back for a policy: the same JSON, laid out its own way. */
function layOut(policy: object): string {
  return JSON.stringify(policy, null, 2).replace(/^(\s*"(?:[^"\\]|\\.)*"):/gm, '$1 :')
}

function putPolicy(input: PutFileSystemPolicyRequest, region: Region): FileSystemPolicyDescription {
  const row = availableFileSystem(region, input.FileSystemId)
  const { policy, statements } = statementsOf(input.Policy ?? '')
  if (input.BypassPolicyLockoutSafetyCheck !== true && statements.some(locksOut))
    throw invalidPolicy('The policy would keep its author from changing it; bypass the lockout safety check to set it')
  const text = layOut(completed(policy, row.FileSystemArn))
  region.table(FileSystems).update(row.id, { policy: text })
  return { FileSystemId: row.id, Policy: text }
}

function putBackup(input: PutBackupPolicyRequest, region: Region): BackupPolicyDescription {
  const row = availableFileSystem(region, input.FileSystemId)
  const wanted = oneOf('BackupPolicy.Status', input.BackupPolicy?.Status, Status)
  if (wanted !== 'ENABLED' && wanted !== 'DISABLED')
    throw badRequest('The status of a backup policy can be set to ENABLED or DISABLED')
  if (row.backup === wanted) return { BackupPolicy: { Status: wanted } }
  const backup = wanted === 'ENABLED' ? ('ENABLING' as const) : ('DISABLING' as const)
  region.cancel(row.id, 'filesystem.backup')
  region.table(FileSystems).update(row.id, { backup })
  region.begin('filesystem.backup', row.id)
  return { BackupPolicy: { Status: backup } }
}

const transitionNames = ['TransitionToIA', 'TransitionToArchive', 'TransitionToPrimaryStorageClass'] as const
const daysOf = (rule: string | undefined) => Number(/\d+/.exec(rule ?? '')?.[0] ?? Number.NaN)

function lifecycleOf(input: PutLifecycleConfigurationRequest, row: FileSystemRow): LifecyclePolicy[] {
  const policies = input.LifecyclePolicies ?? []
  const used = policies.flatMap((one) => {
    oneOf('TransitionToIA', one.TransitionToIA, TransitionToIARules)
    oneOf('TransitionToArchive', one.TransitionToArchive, TransitionToArchiveRules)
    oneOf('TransitionToPrimaryStorageClass', one.TransitionToPrimaryStorageClass, TransitionToPrimaryStorageClassRules)
    const names = transitionNames.filter((name) => one[name] !== undefined)
    if (names.length !== 1) throw badRequest('Every LifecyclePolicy must have exactly one transition')
    return names
  })
  if (new Set(used).size < used.length) throw badRequest('A transition is given by more than one LifecyclePolicy')
  const ia = policies.find((one) => one.TransitionToIA !== undefined)?.TransitionToIA
  const archive = policies.find((one) => one.TransitionToArchive !== undefined)?.TransitionToArchive
  if (archive !== undefined && (row.ThroughputMode !== 'elastic' || row.PerformanceMode !== 'generalPurpose'))
    throw badRequest('Archive storage needs elastic throughput and the generalPurpose performance mode')
  if (daysOf(archive) <= daysOf(ia)) throw badRequest('TransitionToArchive must be later than TransitionToIA')
  return policies
}

function putLifecycle(input: PutLifecycleConfigurationRequest, region: Region): LifecycleConfigurationDescription {
  const row = availableFileSystem(region, input.FileSystemId)
  const lifecycle = lifecycleOf(input, row)
  region.table(FileSystems).update(row.id, { lifecycle })
  return { LifecyclePolicies: lifecycle }
}

/** The resource policy, backup policy and lifecycle configuration of file systems. */
export const filesystempolicy: Module = {
  service: efs,
  operations: {
    PutFileSystemPolicy: operation<PutFileSystemPolicyRequest, FileSystemPolicyDescription>({
      handle: (input, { region }) => putPolicy(input, region),
    }),
    DescribeFileSystemPolicy: operation<DescribeFileSystemPolicyRequest, FileSystemPolicyDescription>({
      mutates: false,
      handle(input, { region }) {
        const row = efsSeen(region, FileSystems, input.FileSystemId)
        if (row.policy === undefined) throw efsFault('PolicyNotFound', `File system '${row.id}' has no policy`)
        return { FileSystemId: row.id, Policy: row.policy }
      },
    }),
    DeleteFileSystemPolicy: operation<DeleteFileSystemPolicyRequest, object>({
      handle(input, { region }) {
        const row = availableFileSystem(region, input.FileSystemId)
        region.table(FileSystems).update(row.id, { policy: undefined })
        return undefined
      },
    }),
    PutBackupPolicy: operation<PutBackupPolicyRequest, BackupPolicyDescription>({
      handle: (input, { region }) => putBackup(input, region),
    }),
    DescribeBackupPolicy: operation<DescribeBackupPolicyRequest, BackupPolicyDescription>({
      mutates: false,
      handle(input, { region }) {
        const row = efsSeen(region, FileSystems, input.FileSystemId)
        if (row.backup === undefined) throw efsFault('PolicyNotFound', `File system '${row.id}' has no backup policy`)
        return { BackupPolicy: { Status: row.backup } }
      },
    }),
    PutLifecycleConfiguration: operation<PutLifecycleConfigurationRequest, LifecycleConfigurationDescription>({
      handle: (input, { region }) => putLifecycle(input, region),
    }),
    DescribeLifecycleConfiguration: operation<DescribeLifecycleConfigurationRequest, LifecycleConfigurationDescription>(
      {
        mutates: false,
        handle(input, { region }) {
          const row = efsSeen(region, FileSystems, input.FileSystemId)
          return { LifecyclePolicies: [...(row.lifecycle ?? [])] }
        },
      },
    ),
  },
  transitions: {
    'filesystem.backup': transition(FileSystems, {
      after: 10_000,
      apply: (row) => ({
        backup: row.backup === 'DISABLING' || row.backup === 'DISABLED' ? ('DISABLED' as const) : ('ENABLED' as const),
      }),
    }),
  },
}
