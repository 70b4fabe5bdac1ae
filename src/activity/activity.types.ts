import { GraphQLDateTime } from 'graphql-scalars'
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql'

export enum Outcome {
  DONE = 'DONE',
  REFUSED = 'REFUSED',
}
registerEnumType(Outcome, { name: 'Outcome' })

@ObjectType('ActivityEntry', {
  description: 'Something that was done to the account or its tokens.',
  simpleResolvers: true,
})
export class ActivityEntryType {
  @Field(() => ID)
  id!: string

  @Field(() => GraphQLDateTime)
  at!: Date

  @Field(() => String, { description: 'Such as "token.generated".' })
  action!: string

  @Field(() => Outcome)
  outcome!: `${Outcome}`

  @Field(() => ID, { nullable: true, description: 'The token it was about; it may be gone.' })
  tokenId!: string | null

  @Field(() => String, { nullable: true, description: 'The description of that token at the time.' })
  tokenDescription!: string | null

  @Field(() => String, { nullable: true, description: 'The method, where a token was denied one.' })
  method!: string | null

  @Field(() => [String], {
    description:
      'What an edit of a token changed: description, expiresAt, apiSet or methods. Empty for anything else.',
  })
  changed!: string[]

  @Field(() => Int, {
    description:
      'How often. More than 1 for denials alone: those of a token and a method within an hour are one entry, with the time and place of the first.',
  })
  count!: number

  @Field(() => String, { nullable: true, description: 'Network address.' })
  address!: string | null

  @Field(() => String, { nullable: true })
  userAgent!: string | null
}

@ObjectType('ActivityPage', { description: 'A page of activity, newest first.', simpleResolvers: true })
export class ActivityPageType {
  @Field(() => [ActivityEntryType])
  entries!: ActivityEntryType[]

  @Field(() => String, {
    nullable: true,
    description: 'Give it as `after` for the next page; null: this is the last.',
  })
  next!: string | null
}
