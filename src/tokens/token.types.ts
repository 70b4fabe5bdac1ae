import { GraphQLDateTime } from 'graphql-scalars'
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { displayNameOf, findApiSet } from '../methods/api-sets.ts'
import { ApiSetNameEnum, ApiSetType } from '../methods/api-set.types.ts'
import { ExpiryScalar } from './expiry.types.ts'
import { isExpired, type Token } from './token.ts'

export enum TokenState {
  ACTIVE = 'ACTIVE',
  EXPIRED = 'EXPIRED',
}
registerEnumType(TokenState, {
  name: 'TokenState',
  valuesConfig: {
    ACTIVE: { description: 'It works.' },
    EXPIRED: { description: 'Its date has passed. Edit or regenerate it to use it again.' },
  },
})

@ObjectType('TokenUse', {
  description: 'When and from where a token last called a method.',
  simpleResolvers: true,
})
export class TokenUseType {
  @Field(() => GraphQLDateTime, { description: 'Known about a second after the use.' })
  at!: Date

  @Field(() => String, { description: 'The method that was called.' })
  method!: string

  @Field(() => String, { nullable: true, description: 'Network address.' })
  address!: string | null

  @Field(() => String, { nullable: true })
  userAgent!: string | null
}

@ObjectType('AccessToken', {
  description: 'A personal access token. Its value is not kept anywhere.',
  simpleResolvers: true,
})
export class AccessTokenType {
  @Field(() => ID)
  id!: string

  @Field(() => String)
  description!: string

  @Field(() => ApiSetType, { description: 'The set that the methods were taken from, or Custom.' })
  apiSet!: ApiSetType

  @Field(() => [String], {
    description: 'Full names of the methods it may call, as they were when it was generated or last edited.',
  })
  methods!: readonly string[]

  @Field(() => Int, { description: 'How many methods that is.' })
  methodCount!: number

  @Field(() => ExpiryScalar, { nullable: true, description: 'null: it does not expire.' })
  expiresAt!: Date | null

  @Field(() => TokenState)
  state!: TokenState

  @Field(() => GraphQLDateTime)
  createdAt!: Date

  @Field(() => GraphQLDateTime, { description: 'When it was last edited or regenerated.' })
  updatedAt!: Date

  @Field(() => TokenUseType, { nullable: true, description: 'null: it was never used.' })
  lastUsed!: TokenUseType | null

  @Field(() => String, { description: 'The last four characters of the value, to recognise it by.' })
  lastFour!: string
}

@ObjectType('IssuedToken', {
  description: 'A token with its value. Keep the value now: it is never shown again.',
  simpleResolvers: true,
})
export class IssuedTokenType {
  @Field(() => AccessTokenType)
  token!: AccessTokenType

  @Field(() => String, {
    description: 'What to send as `Authorization: Bearer`, or as `session` to a legacy address.',
  })
  value!: string
}

@InputType({ description: 'A token to generate: a ready-made set, or methods of your own.' })
export class TokenInput {
  @Field(() => String, { description: 'What the token is for: 1 to 255 characters.' })
  description!: string

  @Field(() => ExpiryScalar, { nullable: true, description: 'Left out: it does not expire.' })
  expiresAt?: string | null

  @Field(() => ApiSetNameEnum, { nullable: true })
  apiSet?: ApiSetNameEnum | null

  @Field(() => [String], {
    nullable: true,
    description: 'Full names, such as "environment.control.StopEnv".',
  })
  methods?: string[] | null
}

@InputType({ description: 'Changes to a token. A field left out stays as it is.' })
export class TokenEdit {
  @Field(() => ID)
  id!: string

  @Field(() => String, { nullable: true })
  description?: string | null

  @Field(() => ExpiryScalar, { nullable: true, description: 'null: it does not expire any more.' })
  expiresAt?: string | null

  @Field(() => ApiSetNameEnum, { nullable: true, description: 'Replaces the methods by those of the set.' })
  apiSet?: ApiSetNameEnum | null

  @Field(() => [String], { nullable: true, description: 'Replaces the methods, and makes the token Custom.' })
  methods?: string[] | null
}

@InputType({ description: 'A copy to make of a token. A field left out is taken from the original.' })
export class TokenCopy extends TokenEdit {}

/** How a token is shown. */
export function showToken(token: Token, now = new Date()): AccessTokenType {
  // Member by member: taking one away from a copy takes several times as long, and a list has many tokens.
  return {
    id: token.id,
    description: token.description,
    apiSet: showApiSet(token.apiSet),
    methods: token.methods,
    methodCount: token.methods.length,
    expiresAt: token.expiresAt,
    state: isExpired(token, now) ? TokenState.EXPIRED : TokenState.ACTIVE,
    createdAt: token.createdAt,
    updatedAt: token.updatedAt,
    lastUsed: token.lastUsed,
    lastFour: token.lastFour,
  }
}

function showApiSet(name: Token['apiSet']): ApiSetType {
  if (name !== 'CUSTOM') return findApiSet(name)
  return { name, displayName: displayNameOf(name), description: 'Methods picked by hand.', methods: [] }
}
