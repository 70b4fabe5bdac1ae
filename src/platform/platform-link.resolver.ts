import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql'
import { ApiMethod } from '../access/api-method-directive.ts'
import { confirmPassword } from '../accounts/confirm-password.ts'
import { afterChange } from '../database/unavailable.ts'
import { ApiError } from '../errors.ts'
import { platformAccountOf, type PlatformContext } from './context.ts'
import type { PlatformLink } from './platform-link.ts'
import { PlatformLinkType } from './platform-link.types.ts'

@Resolver()
export class PlatformLinkResolver {
  @ApiMethod('users.authentication.GetTokens')
  @Query(() => PlatformLinkType, {
    nullable: true,
    description: 'The platform behind Latchkey; null where that is the built-in sandbox.',
  })
  async platform(@Ctx() context: PlatformContext): Promise<PlatformLink | null> {
    return context.links ? context.links.show(platformAccountOf(context)) : null
  }

  @ApiMethod('users.authentication.CreateToken')
  @Mutation(() => PlatformLinkType, {
    description:
      "Gives Latchkey a token of the platform for the calls of the account's tokens. The platform is asked whose it is. It is kept encrypted and never shown.",
  })
  async givePlatformToken(
    @Arg('token', () => String) token: string,
    @Arg('password', () => String) password: string,
    @Ctx() context: PlatformContext,
  ): Promise<PlatformLink> {
    const links = linksOf(context)
    const confirmed = await confirmPassword(context, password)
    const account = platformAccountOf(context)
    await links.give(account, confirmed, password, token)
    return afterChange(links.show(account))
  }

  @ApiMethod('users.authentication.DeleteTokens')
  @Mutation(() => PlatformLinkType, {
    description: 'Forgets the token of the platform that the owner gave. Latchkey tries to make one instead.',
  })
  async forgetPlatformToken(
    @Arg('password', () => String) password: string,
    @Ctx() context: PlatformContext,
  ): Promise<PlatformLink> {
    const links = linksOf(context)
    const confirmed = await confirmPassword(context, password)
    const account = platformAccountOf(context)
    await links.forget(account, confirmed, password)
    return afterChange(links.show(account))
  }
}

function linksOf({ links }: PlatformContext) {
  if (links) return links
  throw new ApiError(
    'NOT_SUPPORTED',
    'The built-in sandbox needs no credential. Set PLATFORM_URL to put Latchkey before a platform.',
  )
}
