import { type DestinationStream, type Logger, pino } from 'pino'
import { escaped } from '../words/foreign.ts'
import { type Observer, silent } from './observer.ts'

export interface LogOptions {
  readonly level: string
  /** Lines for people instead of JSON. */
  readonly forPeople: boolean
  /** `ec2-controller` */
  readonly name: string
  /** Takes whole lines. */
  readonly sink: DestinationStream
}

/** The log of a process: one JSON object a line, with RFC 3339 times. */
export function logger({ level, forPeople, name, sink }: LogOptions): Logger {
  const options = {
    level,
    base: { logger: name },
    messageKey: 'msg',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return pino(options, forPeople ? { write: (line) => sink.write(readable(line)) } : sink)
}

/** An observer that writes the engine's log lines, and hears nothing else. */
export function logged(log: Logger): Observer {
  return { ...silent, log: ({ level, message, ...facts }) => log[level](facts, message) }
}

/** Tells several observers, in their order. */
export function together(...observers: readonly Observer[]): Observer {
  const all = (tell: (observer: Observer) => void) => {
    for (const observer of observers) tell(observer)
  }
  return {
    called: (call) => all((each) => each.called(call)),
    limited: (wait) => all((each) => each.limited(wait)),
    batched: (batch) => all((each) => each.batched(batch)),
    passed: (pass) => all((each) => each.passed(pass)),
    queued: (queue) => all((each) => each.queued(queue)),
    scheduled: (start) => all((each) => each.scheduled(start)),
    freed: (end) => all((each) => each.freed(end)),
    kube: (request) => all((each) => each.kube(request)),
    exchanged: (exchange) => all((each) => each.exchanged(exchange)),
    object: (object) => all((each) => each.object(object)),
    happened: (event) => all((each) => each.happened(event)),
    log: (line) => all((each) => each.log(line)),
  }
}

function readable(line: string): string {
  const { time, level, msg, logger: _, ...facts }: Record<string, unknown> = JSON.parse(line)
  const rest = Object.entries(facts).map(([key, value]) => ` ${escaped(key)}=${escaped(JSON.stringify(value))}`)
  return `${String(time).slice(11, 23)} ${String(level).padEnd(5)} ${escaped(String(msg))}${rest.join('')}\n`
}
