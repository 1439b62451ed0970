import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type Json, list, text, toJson } from '../../src/kube/value/json.ts'
import type { Step } from './request.ts'

/** What a server answered: the members of an answer that clients look at. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly warning: string
  readonly retryAfter: string
  readonly body: Json
}

/** A watch answers with a line for each event. */
function parsed(plain: string): Json {
  const lines = /^[[{].*[\]}]$/s.test(plain.trim()) ? plain.trim().split(/\n(?=\{)/) : []
  const values = lines.map((line) => toJson(JSON.parse(line)))
  return values.length === 1 ? (values[0] ?? null) : values
}

/** An API server over HTTP. */
export class Server {
  constructor(
    private readonly url: string,
    private readonly ca?: string,
  ) {}

  /** The API server that `$KUBECONFIG` names, as its administrator. */
  static real(): Server {
    const config = toJson(parse(readFileSync(process.env.KUBECONFIG ?? '', 'utf8')))
    const [cluster = null] = list(config, 'clusters')
    const authority = text(cluster, 'cluster', 'certificate-authority')
    return new Server(text(cluster, 'cluster', 'server'), readFileSync(authority, 'utf8'))
  }

  async send({ method, path, body, type = 'application/json', accept = 'application/json' }: Step): Promise<Answer> {
    const sent = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
    const headers = { authorization: 'Bearer admin-token', accept, 'user-agent': 'parity', 'content-type': type }
    const tls = this.ca === undefined ? {} : { tls: { ca: this.ca } }
    const answer = await fetch(this.url + path, {
      method,
      headers,
      ...(sent === undefined ? {} : { body: sent }),
      ...tls,
    })
    const header = (name: string) => answer.headers.get(name) ?? ''
    const plain = await answer.text()
    return {
      status: answer.status,
      type: header('content-type'),
      warning: header('warning'),
      retryAfter: header('retry-after'),
      body: header('content-type').startsWith('application/json') ? parsed(plain) : plain,
    }
  }
}
