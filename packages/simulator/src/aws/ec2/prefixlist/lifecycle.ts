import type { PrefixListAssociation } from '@aws-sdk/client-ec2'
import type { Region } from '../../engine/region.ts'
import { transition } from '../../engine/transition.ts'
import { RouteTables } from '../routetable/row.ts'
import { SecurityGroupRules } from '../securitygroup/row.ts'
import { ManagedPrefixLists, type PrefixListRow } from './row.ts'

/** What names a list: groups by their rules, route tables by their routes. */
export function associations(region: Region, id: string): PrefixListAssociation[] {
  const groups = region
    .table(SecurityGroupRules)
    .all()
    .filter((rule) => rule.PrefixListId === id)
  const tables = region.table(RouteTables).all()
  const routing = tables.filter(({ Routes = [] }) => Routes.some((one) => one.DestinationPrefixListId === id))
  const ids = [...groups.map(({ GroupId }) => GroupId), ...routing.map((table) => table.id)]
  return [...new Set(ids)].map((ResourceId) => ({ ResourceId, ResourceOwner: region.account }))
}

/**
 * The resources that have no room for a list of a new size: it counts as so many rules or routes wherever it is named. Source:
 * VPC user guide, "Prefix lists concepts and rules".
 */
function overloaded(region: Region, row: PrefixListRow, size: number): string[] {
  const growth = size - (row.MaxEntries ?? 0)
  if (growth <= 0) return []
  const weight = (list: string | undefined) =>
    list === undefined ? 1 : (region.table(ManagedPrefixLists).get(list)?.MaxEntries ?? 1)
  return associations(region, row.id).flatMap(({ ResourceId = '' }) => {
    const rules = region.table(SecurityGroupRules).where('group', ResourceId)
    const routes = region.table(RouteTables).get(ResourceId)?.Routes ?? []
    const lists = [...rules.map((rule) => rule.PrefixListId), ...routes.map((route) => route.DestinationPrefixListId)]
    const now = lists.reduce((sum, list) => sum + weight(list), 0)
    const more = lists.filter((list) => list === row.id).length * growth
    const code = rules.length > 0 ? 'RulesPerSecurityGroupLimitExceeded' : 'RouteLimitExceeded'
    return now + more > region.quota(code) ? [ResourceId] : []
  })
}

/** A change that cannot be carried out leaves the list as it was. Its message names the first ten that stand in the way. */
function carriedOut(row: PrefixListRow, region: Region): Partial<PrefixListRow> | undefined {
  const { pending, State } = row
  if (pending === undefined) return undefined
  const full = pending.MaxEntries === undefined ? [] : overloaded(region, row, pending.MaxEntries)
  if (full.length > 0)
    return failed(row, `The following resources do not support the new maximum size: ${full.slice(0, 10).join(', ')}`)
  const versions = pending.versions ?? row.versions
  const done = State?.startsWith('restore') ? ('restore-complete' as const) : ('modify-complete' as const)
  return { ...pending, pending: undefined, State: done, Version: versions?.length }
}

function failed({ State }: PrefixListRow, StateMessage: string): Partial<PrefixListRow> {
  const state = State?.startsWith('restore') ? ('restore-failed' as const) : ('modify-failed' as const)
  return { State: state, StateMessage, pending: undefined }
}

/** The life of a list: every change takes AWS some seconds. */
export const transitions = {
  'prefixlist.created': transition(ManagedPrefixLists, {
    after: 2000,
    apply: ({ State }) => (State === 'create-in-progress' ? { State: 'create-complete' as const } : undefined),
    fail: (_row, { code, message }) => ({ State: 'create-failed' as const, StateMessage: message ?? code }),
  }),
  'prefixlist.changed': transition(ManagedPrefixLists, {
    after: 3000,
    apply: (row, region) => carriedOut(row, region),
    fail: (row, { code, message }) => failed(row, message ?? code),
  }),
  'prefixlist.deleted': transition(ManagedPrefixLists, {
    after: 3000,
    apply(row, region) {
      if (row.State !== 'delete-in-progress') return undefined
      region.begin('prefixlist.gone', row.id)
      return { State: 'delete-complete' as const }
    },
    fail: (_row, { code, message }) => ({ State: 'delete-failed' as const, StateMessage: message ?? code }),
  }),
  'prefixlist.gone': transition(ManagedPrefixLists, { after: 3_600_000, apply: () => 'remove' }),
}
