import { Field, Int, ObjectType } from 'type-graphql'
import { GraphQLDateTime } from 'graphql-scalars'

@ObjectType('Account', {
  description: 'Who signs in, and owns tokens and environments.',
  simpleResolvers: true,
})
export class AccountType {
  @Field(() => Int, { description: 'The number by which the legacy REST API knows the account.' })
  uid!: number

  @Field(() => String, {
    description: 'An e-mail address, unless the platform behind has logins of another form. In lower case.',
  })
  login!: string

  @Field(() => String)
  name!: string
}

@ObjectType('SignIn', { description: 'The outcome of signing in.', simpleResolvers: true })
export class SignInType {
  @Field(() => String, {
    nullable: true,
    description:
      'The session id, 40 hex digits: send it as `Authorization: Bearer`. null where it went into a cookie, and where the second factor is still asked for.',
  })
  session?: string | null

  @Field(() => Boolean, {
    description: 'Whether a second factor is still asked for: sign in again with `code`.',
  })
  twoFactorRequired!: boolean

  @Field(() => AccountType, { nullable: true })
  account?: AccountType | null
}

@ObjectType('Session', { description: 'A session of the account that has not ended.', simpleResolvers: true })
export class SessionType {
  @Field(() => String, {
    description: 'Names the session in `signOutSessions`. It is not the session id and opens nothing.',
  })
  id!: string

  @Field(() => String, { nullable: true, description: 'Network address that signed in.' })
  address!: string | null

  @Field(() => String, { nullable: true })
  userAgent!: string | null

  @Field(() => GraphQLDateTime)
  createdAt!: Date

  @Field(() => GraphQLDateTime, { description: 'To the minute.' })
  lastUsedAt!: Date

  @Field(() => GraphQLDateTime, { description: 'When it ends, however much it is used.' })
  expiresAt!: Date

  @Field(() => Boolean, { description: 'Whether this request came with it.' })
  current!: boolean
}
