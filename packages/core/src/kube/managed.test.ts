import { expect, test } from 'vitest'
import { disowned } from './managed.ts'

const entry = (manager: string, fieldsV1: object, more = {}) => ({ manager, operation: 'Update', fieldsV1, ...more })
const spec = (...fields: readonly string[]) => ({
  'f:spec': Object.fromEntries(['.', ...fields.map((field) => `f:${field}`)].map((name) => [name, {}])),
})
const status = entry('controller', { 'f:status': { 'f:vpcID': {} } }, { subresource: 'status' })
const metadata = { 'f:metadata': { 'f:annotations': {} } }

test.each([
  {
    because: 'what else an update owns stays',
    managed: [entry('controller', { ...metadata, ...spec('policy', 'other') }), status],
    left: [entry('controller', { ...metadata, ...spec('other') }), status],
  },
  {
    because: 'a spec of which nothing is left is owned by nobody',
    managed: [entry('controller', { ...metadata, ...spec('policy') })],
    left: [entry('controller', metadata)],
  },
  { because: 'so is an entry', managed: [entry('controller', spec('policy')), status], left: [status] },
  { because: 'no update owns it', managed: [entry('user', spec('other')), status], left: undefined },
  {
    because: 'who applied it asked for it',
    managed: [{ ...entry('git', spec('policy')), operation: 'Apply' }],
    left: undefined,
  },
  { because: 'the server says nothing', managed: undefined, left: undefined },
])('the ownership of a field is given up: $because', ({ managed, left }) => {
  expect(disowned(managed, ['policy'])).toEqual(left)
})
