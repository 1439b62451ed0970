// The program of `@windlass/efs`, where it is compiled and started from a checkout.
import '../../../packages/efs/src/start.ts'
