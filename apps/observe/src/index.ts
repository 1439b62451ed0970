export { type Live, observeLive, type Target } from './live.ts'
