/** Flags of Node that the product is started with. The servers beside it get them too, so that they are no part of the difference. */
export const nodeFlags = ['--max-semi-space-size=32', '--v8-pool-size=0']
