/** Which Node it takes. It may be asked on any. */
export { leastNode, NodeVersionError, tooOld } from '../runtime/node.ts'
