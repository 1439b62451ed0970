import type { Clock } from '../time/clock.ts'
import { type KubeRequest, type KubeTransport, KubeUnreachable } from './transport.ts'

/**
 * The answer to a request, for which nobody waits longer than `deadline` milliseconds, or than its caller. The transport is told to
 * stop, and is not waited for: a connection that hangs must not hang its caller. Throws `KubeUnreachable`.
 */
export function bounded(
  transport: KubeTransport,
  clock: Clock,
  deadline: number,
  request: KubeRequest,
  signal: AbortSignal,
): ReturnType<KubeTransport['request']> {
  const what = `${request.method} ${request.path}`
  return new Promise((resolve, reject) => {
    const attempt = new AbortController()
    const stop = (why: string) => {
      settle()
      attempt.abort()
      reject(new KubeUnreachable(why, { cause: signal.reason }))
    }
    const abandon = () => stop(`${what} was abandoned because its caller stopped.`)
    const cancel = clock.after(deadline, () => stop(`${what} was not answered within ${deadline / 1000} s.`))
    const settle = () => {
      cancel()
      signal.removeEventListener('abort', abandon)
    }
    if (signal.aborted) return abandon()
    signal.addEventListener('abort', abandon, { once: true })
    transport
      .request({ ...request, signal: attempt.signal })
      .finally(settle)
      .then(resolve, reject)
  })
}
