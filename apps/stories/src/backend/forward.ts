import { connect, createServer, type Server, type Socket } from 'node:net'

/** A way to a server on this machine that can be cut. What goes over it is not looked at. */
export class Forward {
  readonly #target: number
  readonly #open = new Set<Socket>()
  #server: Server | undefined
  #port = 0

  constructor(target: number) {
    this.#target = target
  }

  get port(): number {
    return this.#port
  }

  /** Takes connections, the second time on the same port as the first. */
  up(): Promise<void> {
    const server = createServer((near) => this.#join(near))
    this.#server = server
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.#port, '127.0.0.1', () => {
        const address = server.address()
        if (typeof address === 'object' && address !== null) this.#port = address.port
        resolve()
      })
    })
  }

  /** Breaks every connection and refuses new ones. */
  async down(): Promise<void> {
    const server = this.#server
    if (server === undefined) return
    this.#server = undefined
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of this.#open) socket.destroy()
    await closed
  }

  #join(near: Socket): void {
    const far = connect(this.#target, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#open.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        this.#open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  }
}
