import { isReason, reasons } from '@windlass/core/object'
import { expect, test } from 'vitest'
import { stepsOf } from '../src/diagnosis/step.ts'

const who = { kind: 'VPC', group: 'ec2.services.k8s.aws', singular: 'vpc', namespace: 'default', name: 'main' }

test.each(Object.entries(reasons))('%s is told in sentences', (_, row) => {
  for (const sentence of [row.says, row.meaning, row.controller, row.you]) expect(sentence).toMatch(/^[A-Z`].*\.$/)
  if (row.next !== undefined) expect(row.next).toMatch(/^[a-z].*\.$/)
})

test.each(Object.keys(reasons).filter(isReason))('no step for %s leaves anything to fill in', (reason) => {
  for (const step of stepsOf(reason, who)) expect(step).not.toMatch(/\{\w+\}/)
})
