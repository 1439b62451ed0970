import { expect, test } from 'vitest'
import { call, object, scene } from '../test/scene.ts'

test('a label value outside its closed set is counted as other, an open one as it is', async () => {
  const it = scene()
  it.observer.passed({ kind: 'Bucket', lane: 'user', ms: 40, outcome: 'settled' })
  it.observer.called({ ...call, service: 's3', action: 'ListBuckets' })
  it.observer.happened({ is: 'drifted', kind: 'VPC', field: 'a field of nobody', source: 'pass', ms: undefined })
  it.observer.object(object('a', { kind: 'Bucket', state: 'failed', reason: 'A sentence' }))
  it.observer.called({ ...call, status: 777, errorClass: 'terminal', code: 'Some.Code' })
  it.observer.kube({ verb: 'steal', resource: 'vpcs', code: 200, ms: 1 })
  const series = await it.read()
  for (const name of [
    'controller_runtime_reconcile_total{controller="other",result="success"}',
    'windlass_aws_requests_total{service="other",action="other",class="success"}',
    'windlass_drift_detected_total{kind="VPC",field="other",source="pass"}',
    'windlass_resources{kind="other",state="failed",reason="other"}',
    'ack_outbound_api_requests_error_total{service="ec2",op_id="CreateVpc",status_code="other"}',
    'rest_client_requests_total{code="200",method="other",host="kubernetes"}',
  ])
    expect([name, series.get(name)]).toEqual([name, 1])
})
