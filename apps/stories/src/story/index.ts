import type { Story } from '../theatre/theatre.ts'
import { endpointStories } from './endpoint.ts'

/** Every story, by what it is about. */
export const stories: Readonly<Record<string, readonly Story[]>> = {
  'VPC endpoints': endpointStories,
}
