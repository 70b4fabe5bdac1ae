import { Arg, Ctx, Int, Query, Resolver } from 'type-graphql'
import { accountOf } from '../access/account-of.ts'
import { ApiMethod } from '../access/api-method-directive.ts'
import type { Context } from '../access/context.ts'
import { ActivityPageType } from './activity.types.ts'
import { listActivity } from './list-activity.ts'

@Resolver()
export class ActivityResolver {
  @ApiMethod('users.authentication.GetTokens')
  @Query(() => ActivityPageType, {
    description: 'What was done to the account and its tokens, newest first.',
  })
  async activity(
    @Arg('first', () => Int, { defaultValue: 50, description: 'Entries of a page: 1 to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: '`next` of the page before.' })
    after: string | undefined,
    @Ctx() { db, caller }: Context,
  ): Promise<ActivityPageType> {
    const { id } = accountOf(caller)
    const { entries, next } = await listActivity(db, id, { first, after })
    return { entries: entries.map((entry) => ({ ...entry, id: String(entry.id) })), next }
  }
}
