import type { Cloud } from '../src/aws/cloud.ts'
import type { Scope } from '../src/aws/scope.ts'
import type { Service } from '../src/kind/service.ts'
import { type Item, item } from '../src/schema/json.ts'
import type { Command, Operation } from '../src/schema/shape.ts'

/** An operation that carries only its name, its input and the members its request takes. */
export function operation(action: string, members: readonly string[] = []): Operation {
  const strings = members.map(() => 0)
  const made = class {
    readonly input: Item
    readonly schema = [
      9,
      'test',
      action,
      0,
      [3, 'test', `${action}Request`, 0, members, strings],
      [3, 'test', 'Reply', 0, [], []],
    ]

    constructor(input: Item) {
      this.input = input
    }

    resolveMiddleware(): () => Promise<{ output: Item }> {
      return async () => ({ output: {} })
    }
  }
  Object.defineProperty(made, 'name', { value: `${action}Command` })
  return made
}

export const service: Service = {
  name: 'test',
  group: 'test.services.k8s.aws',
  version: 'v1alpha1',
  errors: {
    blocked: ['DependencyViolation'],
    missing: [/\.NotFound$/],
    terminal: ['InvalidZone.NotFound', /^Invalid/],
    quota: ['TooManyRequests'],
  },
  limits: {
    read: { burst: 100, rate: 20 },
    write: { burst: 50, rate: 5 },
    actions: { CreateRare: { burst: 4, rate: 0.3 } },
  },
  tagging: {
    atCreate: () => ({}),
    of: () => [],
    set: () => ({ operation: operation('CreateTags'), input: {} }),
    remove: () => ({ operation: operation('DeleteTags'), input: {} }),
  },
  connect: () => ({ send: async () => ({}), destroy: () => undefined }),
}

export const scope: Scope = { account: '123456789012', region: 'eu-west-1' }

/** An error as the SDK throws it. */
export function sdkError(name: string, status: number, message = 'said AWS'): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status, requestId: 'r-1' } })
}

export interface Sent {
  readonly action: string
  readonly input: Item
  readonly at: number
}

/** A cloud that answers by a function and keeps what it was asked. */
export class TestCloud implements Cloud {
  readonly sent: Sent[] = []
  readonly #now: () => number
  readonly #answer: (action: string, input: Item, signal: AbortSignal) => Promise<Item> | Item

  constructor(now: () => number, answer: (action: string, input: Item, signal: AbortSignal) => Promise<Item> | Item) {
    this.#now = now
    this.#answer = answer
  }

  async send(_service: Service, _scope: Scope, command: Command, signal: AbortSignal): Promise<Item> {
    const action = command.constructor.name.replace(/Command$/, '')
    const input = item(command.input)
    this.sent.push({ action, input, at: this.#now() })
    return this.#answer(action, input, signal)
  }
}

export const never: AbortSignal = new AbortController().signal
