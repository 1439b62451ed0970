import { AwsFault } from '../engine/fault.ts'
import { bodyOf, readDocument, writeDocument } from './document.ts'
import { type Codec, modelled } from './wire.ts'

const plain = (name: string) => name

/**
 * AWS JSON 1.0 and 1.1: `X-Amz-Target` names the operation, bodies are JSON, and an error says its code in `__type`. Errors that
 * are older than the protocol say the code of their first one in `x-amzn-query-error`.
 * Source: Smithy, "AWS JSON 1.0 protocol" and "AWS Query-compatible trait".
 */
export function awsJson(version: '1.0' | '1.1'): Codec {
  const headers = (requestId: string) => ({
    'content-type': `application/x-amz-json-${version}`,
    'x-amzn-requestid': requestId,
  })
  return {
    decode(service, { headers: { 'x-amz-target': target = '' }, body }) {
      const operation = target.slice(target.lastIndexOf('.') + 1)
      const shape = service.operations.get(operation)
      if (!shape) throw new AwsFault('UnknownOperationException', `${target} is no operation`)
      const input = bodyOf(body, (detail) => new AwsFault('SerializationException', detail))
      return { operation, input: readDocument(shape.input, input, plain) }
    },
    success: ({ output }, answer, requestId) => ({
      status: 200,
      headers: headers(requestId),
      body: output.isUnitSchema() ? '{}' : JSON.stringify(writeDocument(output, answer, plain)),
    }),
    failure(service, fault, requestId) {
      const { status, queryCode } = modelled(service, fault)
      const side = status >= 500 ? 'Receiver' : 'Sender'
      return {
        status,
        headers: {
          ...headers(requestId),
          ...(queryCode === undefined ? {} : { 'x-amzn-query-error': `${queryCode};${side}` }),
        },
        body: JSON.stringify({ __type: fault.code, ...fault.fields, message: fault.message }),
      }
    },
  }
}
