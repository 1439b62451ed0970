import type { Lane, ObjectState } from '@windlass/core/controller'
import type { ErrorClass } from '@windlass/core/kind'
import { type Cause, type Reason, reasons } from '@windlass/core/object'

/** Closed sets of label values. */
export const lane = ['user', 'transition', 'verify'] as const satisfies readonly Lane[]

export const state = [
  'ready',
  'progressing',
  'drifted',
  'blocked',
  'failed',
  'paused',
  'deleting',
] as const satisfies readonly ObjectState[]

export const cause = [
  'reference',
  'dependency',
  'quota',
  'capacity',
  'throttle',
  'auth',
  'conflict',
] as const satisfies readonly Cause[]

export const reason: readonly string[] = Object.keys(reasons)

/** The reason under which a state is counted from the start, so that each state has a series. */
export const usual: Readonly<Record<ObjectState, Reason>> = {
  ready: 'InSync',
  progressing: 'Creating',
  drifted: 'Updating',
  blocked: 'ReferenceNotReady',
  failed: 'AWSError',
  paused: 'Paused',
  deleting: 'Deleting',
}

const everyClass: Readonly<Record<ErrorClass, CallClass>> = {
  throttle: 'throttle',
  transient: 'transient',
  notyet: 'refused',
  blocked: 'refused',
  conflict: 'refused',
  mismatch: 'refused',
  quota: 'quota',
  capacity: 'quota',
  auth: 'auth',
  missing: 'refused',
  terminal: 'refused',
  unknown: 'refused',
}

/** Every class of error. */
export const errorClass: readonly string[] = Object.keys(everyClass)

/** How a call ended, coarse enough to be counted for each action. */
export const callClass = ['success', 'throttle', 'transient', 'auth', 'quota', 'refused'] as const
export type CallClass = (typeof callClass)[number]

/** The coarse class of an error class; `refused` for one that is not listed. */
export function coarse(errorClass: string): CallClass {
  return new Map<string, CallClass>(Object.entries(everyClass)).get(errorClass) ?? 'refused'
}
