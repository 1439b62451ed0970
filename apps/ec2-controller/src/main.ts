// The program of `@windlass/ec2`, where it is compiled and started from a checkout.
import '../../../packages/ec2/src/start.ts'
