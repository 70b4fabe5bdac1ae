import { Arg, Ctx, Mutation, Resolver } from 'type-graphql'
import { ApiMethod } from '../access/api-method-directive.ts'
import type { AccountsContext } from './context.ts'
import { ApiError } from '../errors.ts'
import { verifySecondFactor } from './sign-in.ts'
import { beginTwoFactor, disableTwoFactor, enableTwoFactor, regenerateRecoveryCodes } from './two-factor.ts'
import { TwoFactorSecretType } from './two-factor.types.ts'

const anyCode = { description: 'A code of the authenticator app, or a recovery code.' }

@Resolver()
export class TwoFactorResolver {
  @ApiMethod('users.account.Get2FAConfig')
  @Mutation(() => TwoFactorSecretType, {
    description:
      'Begins to set up two-factor: gives a secret for an authenticator app. Signing in does not ask for it before `enableTwoFactor`.',
  })
  async beginTwoFactor(
    @Arg('password', () => String) password: string,
    @Ctx() context: AccountsContext,
  ): Promise<TwoFactorSecretType> {
    refuseAtPlatform(context)
    return beginTwoFactor(context, password)
  }

  @ApiMethod('users.account.Enable2FA')
  @Mutation(() => [String], {
    description:
      'Turns two-factor on and gives ten recovery codes, which are shown this once. The other sessions of the account end; tokens keep working.',
  })
  async enableTwoFactor(
    @Arg('code', () => String, { description: 'A code of the authenticator app.' }) code: string,
    @Arg('password', () => String) password: string,
    @Ctx() context: AccountsContext,
  ): Promise<string[]> {
    refuseAtPlatform(context)
    return enableTwoFactor(context, code, password)
  }

  @ApiMethod('users.account.Disable2FA')
  @Mutation(() => Boolean, { description: 'Turns two-factor off, after which the password alone is enough.' })
  async disableTwoFactor(
    @Arg('password', () => String) password: string,
    @Arg('code', () => String, anyCode) code: string,
    @Ctx() context: AccountsContext,
  ): Promise<boolean> {
    refuseAtPlatform(context)
    await disableTwoFactor(context, password, code)
    return true
  }

  @ApiMethod('users.account.Regenerate2FABackupCodes')
  @Mutation(() => [String], {
    description: 'Makes ten new recovery codes, which are shown this once. The ones before are void.',
  })
  async regenerateRecoveryCodes(
    @Arg('password', () => String) password: string,
    @Arg('code', () => String, anyCode) code: string,
    @Ctx() context: AccountsContext,
  ): Promise<string[]> {
    refuseAtPlatform(context)
    return regenerateRecoveryCodes(context, password, code)
  }

  @ApiMethod('users.authentication.Verify2FACode')
  @Mutation(() => Boolean, {
    description:
      'Makes a session of the legacy REST API that waits for its second factor a full one. In GraphQL, give `code` to `signIn` instead.',
  })
  async verifyTwoFactorCode(
    @Arg('code', () => String, anyCode) code: string,
    @Ctx() context: AccountsContext,
  ): Promise<boolean> {
    await verifySecondFactor(context, code)
    return true
  }
}

function refuseAtPlatform({ identity }: AccountsContext) {
  if (!identity) return
  throw new ApiError('NOT_SUPPORTED', `Two-factor is that of the platform. Set it up at ${identity.home}.`)
}
