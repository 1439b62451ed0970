import type { Story } from '../backend/backend.ts'
import { endpointStories } from './endpoint.ts'
import { fieldStories } from './field.ts'
import { fileSystemStories } from './filesystem.ts'
import { groupStories } from './group.ts'
import { natStories } from './nat.ts'
import { operatingStories } from './operating.ts'
import { routeStories } from './route.ts'
import { togetherStories } from './together.ts'
import { wrongStories } from './wrong.ts'

/** Every story, by what it is about. */
export const stories: Readonly<Record<string, readonly Story[]>> = {
  'VPC endpoints': endpointStories,
  'NAT gateways': natStories,
  'File systems': fileSystemStories,
  'Security groups': groupStories,
  'Route tables': routeStories,
  'A whole network': togetherStories,
  Fields: fieldStories,
  'Wrong input': wrongStories,
  Operating: operatingStories,
}
