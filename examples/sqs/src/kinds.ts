import type { Kind } from '@windlass/core'
import { Queue } from './queue.ts'
import { Subscription } from './subscription.ts'
import { Topic } from './topic.ts'

/** Every kind: what the controller runs, and what is generated. */
export const kinds: readonly Kind[] = [Queue, Subscription, Topic]
