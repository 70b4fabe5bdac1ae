import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Ctx, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql'
import { ApiMethod } from '../access/api-method-directive.ts'
import { accountOf } from '../access/account-of.ts'
import { selects } from '../access/selection.types.ts'
import { confirmPassword } from '../accounts/confirm-password.ts'
import type { TokensContext } from './context.ts'
import { copyTokens } from './copy-tokens.ts'
import { editTokens } from './edit-tokens.ts'
import { generateTokens } from './generate-tokens.ts'
import type { Owner } from './owner.ts'
import { regenerateTokens } from './regenerate-tokens.ts'
import { removeAllTokens, removeTokens } from './remove-tokens.ts'
import { type IssuedToken, readTokens } from './token.ts'
import {
  AccessTokenType,
  IssuedTokenType,
  showToken,
  TokenCopy,
  TokenEdit,
  TokenInput,
  TokenState,
} from './token.types.ts'

@Resolver()
export class TokenResolver {
  @ApiMethod('users.authentication.GetTokens')
  @Query(() => [AccessTokenType], { description: 'The tokens of the account, newest first.' })
  async accessTokens(
    @Arg('ids', () => [ID], { nullable: true, description: 'Only these; unknown ones are left out.' })
    ids: string[] | undefined,
    @Arg('search', () => String, {
      nullable: true,
      description: 'Part of the description, or the last four characters.',
    })
    search: string | undefined,
    @Arg('state', () => TokenState, { nullable: true }) state: TokenState | undefined,
    @Ctx() { db, caller }: TokensContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AccessTokenType[]> {
    const wanted = search?.trim().toLowerCase() ?? ''
    const tokens = await readTokens(db, accountOf(caller).id, ids ?? undefined, selects(info, 'lastUsed'))
    return tokens
      .map((token) => showToken(token))
      .filter((token) => !state || token.state === state)
      .filter(
        ({ description, lastFour }) =>
          description.toLowerCase().includes(wanted) || lastFour.toLowerCase() === wanted,
      )
  }

  @ApiMethod('users.authentication.GetTokens')
  @Query(() => AccessTokenType, {
    nullable: true,
    description: 'One token of the account; null if there is none such.',
  })
  async accessToken(
    @Arg('id', () => ID) id: string,
    @Ctx() { db, caller }: TokensContext,
  ): Promise<AccessTokenType | null> {
    const [token] = await readTokens(db, accountOf(caller).id, [id])
    return token ? showToken(token) : null
  }

  @ApiMethod('users.authentication.GetTokens')
  @Query(() => Int, {
    description: 'How many tokens an account may have; one more is refused with TOKEN_LIMIT_REACHED.',
  })
  accessTokenLimit(@Ctx() { tokenPolicy }: TokensContext): number {
    return tokenPolicy.maxTokensPerAccount
  }

  @ApiMethod('users.authentication.CreateToken')
  @Mutation(() => [IssuedTokenType], {
    description: 'Generates tokens: all of them or none. Their values are shown this once.',
  })
  async generateTokens(
    @Arg('tokens', () => [TokenInput]) drafts: TokenInput[],
    @Arg('password', () => String) password: string,
    @Ctx() context: TokensContext,
  ): Promise<IssuedTokenType[]> {
    return changed(context, password, async (owner) =>
      show(await generateTokens(context.db, owner, drafts, context.tokenPolicy)),
    )
  }

  @ApiMethod('users.authentication.EditToken')
  @Mutation(() => [AccessTokenType], {
    description: 'Changes settings of tokens: all of them or none. Their values stay.',
  })
  async editTokens(
    @Arg('edits', () => [TokenEdit]) edits: TokenEdit[],
    @Arg('password', () => String) password: string,
    @Ctx() context: TokensContext,
  ): Promise<AccessTokenType[]> {
    return changed(context, password, async (owner) =>
      (await editTokens(context.db, owner, edits)).map((token) => showToken(token)),
    )
  }

  @ApiMethod('users.authentication.RegenerateToken')
  @Mutation(() => [IssuedTokenType], {
    description:
      'Gives tokens new values: all of them or none. The old values stop working at once; settings stay. An expired token lives again, for as long as it was given before, at least a day.',
  })
  async regenerateTokens(
    @Arg('ids', () => [ID]) ids: string[],
    @Arg('password', () => String) password: string,
    @Ctx() context: TokensContext,
  ): Promise<IssuedTokenType[]> {
    return changed(context, password, async (owner) =>
      show(await regenerateTokens(context.db, owner, ids, context.tokenPolicy)),
    )
  }

  @ApiMethod('users.authentication.CreateToken')
  @Mutation(() => [IssuedTokenType], {
    description:
      'Generates tokens with the settings of existing ones, except for what is given anew: all of them or none.',
  })
  async copyTokens(
    @Arg('copies', () => [TokenCopy]) copies: TokenCopy[],
    @Arg('password', () => String) password: string,
    @Ctx() context: TokensContext,
  ): Promise<IssuedTokenType[]> {
    return changed(context, password, async (owner) =>
      show(await copyTokens(context.db, owner, copies, context.tokenPolicy)),
    )
  }

  @ApiMethod('users.authentication.DeleteTokens')
  @Mutation(() => [ID], { description: 'Removes tokens: all of them or none. They stop working at once.' })
  async removeTokens(
    @Arg('ids', () => [ID]) ids: string[],
    @Arg('password', () => String) password: string,
    @Ctx() context: TokensContext,
  ): Promise<string[]> {
    return changed(context, password, (owner) => removeTokens(context.db, owner, ids))
  }

  @ApiMethod('users.authentication.DeleteTokens')
  @Mutation(() => [ID], {
    description: 'Removes every token of the account, and gives their ids. They stop working at once.',
  })
  async removeAllTokens(
    @Arg('password', () => String) password: string,
    @Ctx() context: TokensContext,
  ): Promise<string[]> {
    return changed(context, password, (owner) => removeAllTokens(context.db, owner))
  }
}

/** Makes a change that the password confirms; then the platform behind is to know what the tokens may do now. */
async function changed<T>(
  context: TokensContext,
  password: string,
  change: (owner: Owner) => Promise<T>,
): Promise<T> {
  const confirmed = await confirmPassword(context, password)
  const result = await change({ ...confirmed, origin: context.origin })
  await context.identity?.seeToCredential(confirmed, password)
  return result
}

function show(issued: IssuedToken[]): IssuedTokenType[] {
  return issued.map(({ token, value }) => ({ token: showToken(token), value }))
}
