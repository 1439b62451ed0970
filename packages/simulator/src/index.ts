export * from './aws/index.ts'
export { VirtualClock, type VirtualClockOptions } from './time/virtual.ts'
