import { describe, expect, test } from 'vitest'
import { CapacityReservation, FlowLog, Instance, VPC } from '../../../test/kinds.ts'
import { crdOf } from '../crd/crd.ts'
import { stateField, statusOf } from '../project.ts'
import { rowsAt, textAt } from './row.ts'

const at = (id: string) => ({ id, spec: {}, views: {}, account: '123456789012', region: 'eu-west-1' })

describe('where a reply holds its items', () => {
  test('in a list in each element of a list', () => {
    const reply = { Reservations: [{ Instances: [{ InstanceId: 'i-1' }] }, { Instances: [{ InstanceId: 'i-2' }] }] }
    expect(Instance.read.items(reply, ['i-1', 'i-2']).map(({ InstanceId }) => InstanceId)).toEqual(['i-1', 'i-2'])
    expect(Instance.idRead.items(reply, 'i-1')).toHaveLength(2)
  })

  test('a reply without the inner list is no answer: nothing counts as gone by it', () => {
    expect(() => Instance.read.items({ Reservations: [{}] }, ['i-1'])).toThrow('Instances is missing')
  })

  test('in a list of texts, each a row that has the text under its singular', () => {
    expect(rowsAt({ QueueUrls: ['https://a', 'https://b'] }, 'QueueUrls')).toEqual([
      { QueueUrl: 'https://a' },
      { QueueUrl: 'https://b' },
    ])
    expect(rowsAt({ QueueUrls: [] }, 'QueueUrls')).toEqual([])
    expect(() => rowsAt({ QueueUrls: ['https://a', 5] }, 'QueueUrls')).toThrow('a row that is no text')
  })
})

describe('a read whose ids go into a request member', () => {
  test('asks for many in one call, and for one by its id', () => {
    expect(CapacityReservation.read.input(['cr-1', 'cr-2'])).toEqual({ CapacityReservationIds: ['cr-1', 'cr-2'] })
    expect(CapacityReservation.idRead.input('cr-1')).toEqual({ CapacityReservationIds: ['cr-1'] })
  })
})

describe('where the reply of a create holds the id', () => {
  // Source: EC2 API reference, CreateFlowLogs: `FlowLogIds` is a list of texts.
  test('in a list of texts', () => {
    expect(FlowLog.idOf({ ClientToken: 't', FlowLogIds: ['fl-1'], Unsuccessful: [] })).toBe('fl-1')
    expect(FlowLog.idOf({ FlowLogIds: [] })).toBeUndefined()
  })

  test('in the first member of its name, nearest to the top, where nothing else is said', () => {
    expect(VPC.idOf({ Vpc: { VpcId: 'vpc-1' } })).toBe('vpc-1')
    expect(Instance.idOf({ ReservationId: 'r-1', Instances: [{ InstanceId: 'i-1' }] })).toBe('i-1')
  })

  test('in a member of a member', () => {
    expect(textAt({ Vpc: { VpcId: 'vpc-1' } }, 'Vpc.VpcId')).toBe('vpc-1')
    expect(textAt({ Instances: [{ InstanceId: 'i-1' }] }, 'Instances[].InstanceId')).toBe('i-1')
    expect(textAt({}, 'Vpc.VpcId')).toBeUndefined()
  })
})

describe('a state that is a member of a member', () => {
  test('is read, shown, and has a column', () => {
    expect(Instance.state({ State: { Name: 'terminated' } })).toEqual({
      is: 'gone',
      why: 'State.Name is terminated',
    })
    expect(stateField(Instance)).toEqual(['state', 'name'])
    const status = statusOf(Instance, { ...at('i-1'), item: { InstanceId: 'i-1', State: { Name: 'running' } } })
    expect(status).toMatchObject({ instanceID: 'i-1', state: { name: 'running' } })
    const columns = crdOf(Instance).spec.versions[0]?.additionalPrinterColumns ?? []
    expect(columns).toContainEqual({ name: 'STATE', jsonPath: '.status.state.name', type: 'string' })
  })

  test('frees the spec of an object that is gone', () => {
    const rules = JSON.stringify(crdOf(Instance).spec.versions[0]?.schema)
    expect(rules).toContain(
      '(has(oldSelf.status.state) && has(oldSelf.status.state.name) && oldSelf.status.state.name in [',
    )
  })
})
