import { parse } from 'yaml'
import { type Json, toJson } from '../value/json.ts'
import { badRequest } from '../value/status.ts'
import { decodeProtobuf } from './protobuf.ts'

/** Reads a request body by its content type: JSON, YAML, or protobuf of the built-in kinds. Throws 400 and 415. */
export function readBody(bytes: Buffer, contentType: string): Json | undefined {
  if (bytes.length === 0) return undefined
  if (contentType.startsWith('application/vnd.kubernetes.protobuf')) return decodeProtobuf(bytes)
  const source = bytes.toString('utf8')
  const json = readJson(source)
  if (json !== undefined) return json
  if (!contentType.includes('yaml'))
    throw badRequest(`couldn't get version/kind; json parse error: the body is no JSON (${source.slice(0, 100)})`)
  return readYaml(source)
}

function readJson(source: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(source)
    return toJson(value)
  } catch {
    return undefined
  }
}

function readYaml(source: string): Json {
  try {
    const value: unknown = parse(source, { schema: 'yaml-1.1' })
    return toJson(value)
  } catch (error) {
    throw badRequest(`error decoding YAML: ${error instanceof Error ? error.message : String(error)}`)
  }
}
