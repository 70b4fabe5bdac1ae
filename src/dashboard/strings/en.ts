import { account } from './en/account.ts'
import { activity } from './en/activity.ts'
import { common } from './en/common.ts'
import { docs } from './en/docs.ts'
import { environments } from './en/environments.ts'
import { platform } from './en/platform.ts'
import { signIn } from './en/sign-in.ts'
import { tokens } from './en/tokens.ts'

/** Every text of the dashboard, by screen. */
export const strings = { common, signIn, environments, tokens, account, platform, activity, docs }

export type Strings = typeof strings
