import { seeded } from '@windlass/core'
console.log(seeded(1)())
