import { type ClientRequest, Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** Where the connections of a client come from. */
export interface Agents {
  readonly httpAgent: HttpAgent
  readonly httpsAgent: HttpsAgent
}

/**
 * Connections for one request: none is used a second time, so none has been idle. `open` is called before the first byte of
 * a request may be written, which over TLS is after the handshake.
 */
export function fresh(open: () => void): Agents {
  const httpAgent = new HttpAgent({ keepAlive: false })
  const httpsAgent = new HttpsAgent({ keepAlive: false })
  const told = (made: HttpAgent, event: 'connect' | 'secureConnect') => {
    const connect = made.createConnection.bind(made)
    made.createConnection = (options, done): Duplex | null | undefined => connect(options, done)?.once(event, open)
  }
  told(httpAgent, 'connect')
  told(httpsAgent, 'secureConnect')
  return { httpAgent, httpsAgent }
}

/**
 * Connections that are kept for further requests. `lost` is called with the error of a request that was given one of them
 * which the other side had closed: it ended before a byte of a reply came.
 */
export function kept(lost: (error: Error) => void): Agents {
  const httpAgent = new HttpAgent({ keepAlive: true, maxSockets: 50 })
  const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: 50 })
  for (const agent of [httpAgent, httpsAgent]) {
    const reuse = agent.reuseSocket.bind(agent)
    agent.reuseSocket = (socket: Duplex, request: ClientRequest): void => {
      const read = bytesOf(socket)
      request.once('error', (error) => {
        if (closed(error) && bytesOf(socket) === read) lost(error)
      })
      reuse(socket, request)
    }
  }
  return { httpAgent, httpsAgent }
}

const bytesOf = (socket: Duplex): number => (socket instanceof Socket ? socket.bytesRead : 0)

/** Codes by which a connection ends that the other side has closed. Source: the errors of Node's `net` and `http` modules. */
const closings: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ERR_SOCKET_CLOSED'])

const closed = (error: Error): boolean => 'code' in error && closings.has(error.code)

/** Closes all connections. */
export function close({ httpAgent, httpsAgent }: Agents): void {
  httpAgent.destroy()
  httpsAgent.destroy()
}
