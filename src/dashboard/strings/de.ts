import { account } from './de/account.ts'
import { activity } from './de/activity.ts'
import { common } from './de/common.ts'
import { docs } from './de/docs.ts'
import { environments } from './de/environments.ts'
import { platform } from './de/platform.ts'
import { signIn } from './de/sign-in.ts'
import { tokens } from './de/tokens.ts'
import type { Strings } from './en.ts'

export const strings = {
  common,
  signIn,
  environments,
  tokens,
  account,
  platform,
  activity,
  docs,
} satisfies Strings
