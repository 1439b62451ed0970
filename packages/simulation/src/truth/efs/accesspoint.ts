import { type Item, isItem } from '@windlass/core'
import { efs } from '@windlass/simulator'
import { idOf, octal } from '../spelling.ts'
import { named, truth } from '../truth.ts'

/** The directory with its permissions as a number. */
function directory(value: unknown): unknown {
  if (!isItem(value)) return value
  const info = named(value, 'creationInfo')
  const members: Item = { path: named(value, 'path') }
  return isItem(info) ? { ...members, creationInfo: { ...info, ...permissions(info) } } : members
}

function permissions(info: Item): Item {
  const member = Object.keys(info).find((each) => each.toLowerCase() === 'permissions')
  return member === undefined ? {} : { [member]: octal(info[member]) }
}

export const accessPoint = truth(efs.AccessPoints, {
  kind: 'AccessPoint',
  state: ({ LifeCycleState }) => LifeCycleState,
  settled: ['available'],
  names: { fileSystemID: 'FileSystem' },
  fields: { fileSystemID: { as: idOf }, posixUser: {}, rootDirectory: { as: directory } },
})
