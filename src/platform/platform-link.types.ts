import { GraphQLDateTime } from 'graphql-scalars'
import { Field, ObjectType, registerEnumType } from 'type-graphql'

export enum PlatformCredentialKind {
  MADE = 'MADE',
  GIVEN = 'GIVEN',
  SESSION = 'SESSION',
  NONE = 'NONE',
}
registerEnumType(PlatformCredentialKind, {
  name: 'PlatformCredentialKind',
  description: "What the calls of an account's tokens are opened with at the platform.",
  valuesConfig: {
    MADE: { description: 'A token of the platform that Latchkey made and replaces before it ends.' },
    GIVEN: { description: 'A token of the platform that the owner gave.' },
    SESSION: {
      description:
        'A session of the account at the platform: tokens work for as long as somebody is signed in.',
    },
    NONE: { description: 'Nothing: calls of tokens are refused.' },
  },
})

@ObjectType('PlatformLink', {
  description: 'The platform behind Latchkey, and what opens it for the tokens of the account.',
  simpleResolvers: true,
})
export class PlatformLinkType {
  @Field(() => String)
  address!: string

  @Field(() => PlatformCredentialKind)
  credential!: PlatformCredentialKind

  @Field(() => Boolean, {
    description: 'Whether there is a token that the owner gave, even one that the platform no longer takes.',
  })
  given!: boolean

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Since when Latchkey has this credential.' })
  since!: Date | null

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the platform stops taking it; null: it does not, or Latchkey was not told.',
  })
  expiresAt!: Date | null

  @Field(() => String, { nullable: true, description: 'What is wrong, and what to do about it.' })
  problem!: string | null
}
