import { Field, ID, ObjectType, registerEnumType } from 'type-graphql'
import { ApiSetNameEnum } from './api-set.types.ts'

export enum MethodEffectEnum {
  READ = 'READ',
  CHANGE = 'CHANGE',
  DELETE = 'DELETE',
}
registerEnumType(MethodEffectEnum, {
  name: 'MethodEffect',
  description: 'What a method does to what the account owns.',
  valuesConfig: {
    READ: { description: 'Changes nothing.' },
    CHANGE: { description: 'Changes something.' },
    DELETE: { description: 'Destroys something that cannot simply be brought back.' },
  },
})

export enum MethodAccessEnum {
  GRANTABLE = 'GRANTABLE',
  SESSION = 'SESSION',
  CALLER = 'CALLER',
  PUBLIC = 'PUBLIC',
}
registerEnumType(MethodAccessEnum, {
  name: 'MethodAccess',
  description: 'Who may call a method.',
  valuesConfig: {
    GRANTABLE: { description: 'A session, and a token that holds it.' },
    SESSION: { description: 'A session only. No token can hold it.' },
    CALLER: { description: 'Every session and every token. There is no need to hold it.' },
    PUBLIC: { description: 'Anybody, without a credential.' },
  },
})

/** By the words of the setting. */
export enum LegacyRestEnum {
  ON = 'on',
  HEADER_ONLY = 'header-only',
  OFF = 'off',
}
registerEnumType(LegacyRestEnum, {
  name: 'LegacyRest',
  description: 'Whether the legacy REST addresses are there.',
  valuesConfig: {
    ON: { description: 'They take a session or token as `Authorization: Bearer` or as `session`.' },
    HEADER_ONLY: { description: 'They take one as `Authorization: Bearer` alone.' },
    OFF: { description: 'They answer 404.' },
  },
})

export enum HttpVerb {
  GET = 'GET',
  POST = 'POST',
}
registerEnumType(HttpVerb, { name: 'HttpVerb', description: 'A verb of the legacy REST address.' })

@ObjectType('MethodParameter', { description: 'A parameter of a method.', simpleResolvers: true })
export class MethodParameterType {
  @Field(() => String)
  name!: string

  @Field(() => String, { description: 'string, int, long, boolean, json, json[] or file.' })
  type!: string

  @Field(() => Boolean)
  required!: boolean

  @Field(() => Boolean, { description: 'Whether the value is a secret, such as a password.' })
  secret!: boolean
}

@ObjectType('ApiMethod', { description: 'One callable thing of the platform.', simpleResolvers: true })
export class ApiMethodType {
  @Field(() => ID, { description: 'Full name, such as "environment.control.StopEnv".' })
  id!: string

  @Field(() => String, { description: 'Such as "environment.control".' })
  service!: string

  @Field(() => String, { description: 'Name within the service, such as "StopEnv".' })
  name!: string

  @Field(() => String, { description: 'What the method does, in one sentence.' })
  description!: string

  @Field(() => String, {
    description: 'Legacy REST address, such as "/1.0/environment/control/rest/stopenv".',
  })
  path!: string

  @Field(() => [HttpVerb], { description: 'Verbs that the legacy REST address takes.' })
  verbs!: readonly string[]

  @Field(() => [MethodParameterType])
  parameters!: MethodParameterType[]

  @Field(() => MethodEffectEnum)
  effect!: string

  @Field(() => Boolean)
  deprecated!: boolean

  @Field(() => [ApiSetNameEnum], { description: 'The ready-made sets that hold the method.' })
  apiSets!: readonly string[]

  @Field(() => MethodAccessEnum)
  access!: string

  @Field(() => Boolean, {
    description: 'Whether a token may hold the method at all. Session-only methods cannot be granted.',
  })
  grantable!: boolean

  @Field(() => Boolean, { description: 'Whether the caller of this query may call the method.' })
  callable!: boolean

  @Field(() => String, {
    description: 'The GraphQL field to call it by, such as "Mutation.stopEnvironment".',
  })
  graphqlField!: string
}
