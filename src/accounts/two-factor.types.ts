import { GraphQLDateTime } from 'graphql-scalars'
import { Field, Int, ObjectType } from 'type-graphql'

@ObjectType('TwoFactor', {
  description: 'How the account stands with its second factor.',
  simpleResolvers: true,
})
export class TwoFactorType {
  @Field(() => Boolean, { description: 'Whether signing in takes a code beside the password.' })
  enabled!: boolean

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Since when; null: it is off.' })
  enabledAt!: Date | null

  @Field(() => Int, { description: 'How many recovery codes are not used yet.' })
  recoveryCodesLeft!: number

  @Field(() => Boolean, {
    description: 'Whether it can be turned on here: the server needs a key to keep the secret with.',
  })
  available!: boolean
}

@ObjectType('TwoFactorSecret', {
  description: 'What an authenticator app needs to know. It is shown this once.',
  simpleResolvers: true,
})
export class TwoFactorSecretType {
  @Field(() => String, { description: 'In base32, to be typed.' })
  secret!: string

  @Field(() => String, { description: 'The same as `otpauth://totp/…`, for a QR code.' })
  url!: string
}
