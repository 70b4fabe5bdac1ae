import { GraphQLDateTime, GraphQLJSONObject } from 'graphql-scalars'
import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'

/** Statuses by the numbers of the platform. */
export enum EnvironmentStatus {
  RUNNING = 'RUNNING',
  STOPPED = 'STOPPED',
  LAUNCHING = 'LAUNCHING',
  SLEEPING = 'SLEEPING',
  UNKNOWN = 'UNKNOWN',
  CREATING = 'CREATING',
  CLONING = 'CLONING',
  MISSING = 'MISSING',
  EXPORTING = 'EXPORTING',
  MIGRATING = 'MIGRATING',
  BROKEN = 'BROKEN',
  UPDATING = 'UPDATING',
  STOPPING = 'STOPPING',
  GOING_TO_SLEEP = 'GOING_TO_SLEEP',
  RESTORING = 'RESTORING',
}
registerEnumType(EnvironmentStatus, {
  name: 'EnvironmentStatus',
  description: 'What an environment is doing.',
})

@ObjectType('EnvironmentNode', { description: 'A container of an environment.', simpleResolvers: true })
export class EnvironmentNodeType {
  @Field(() => Int)
  id!: number

  @Field(() => String, { description: 'The software, such as "tomcat10".' })
  type!: string

  @Field(() => String, { description: 'The layer it belongs to, such as "cp" or "sqldb".' })
  group!: string

  @Field(() => EnvironmentStatus)
  status!: EnvironmentStatus

  @Field(() => String, { nullable: true, description: 'Address within the platform.' })
  address!: string | null

  @Field(() => Int, { nullable: true })
  fixedCloudlets!: number | null

  @Field(() => Int, { nullable: true })
  flexibleCloudlets!: number | null

  /** Not a field: what `variables` asks the platform with. */
  envName!: string
}

@ObjectType('Environment', { description: 'What the platform hosts.', simpleResolvers: true })
export class EnvironmentType {
  @Field(() => String, { description: '`envName` of the legacy REST API.' })
  name!: string

  @Field(() => String, { nullable: true })
  displayName!: string | null

  @Field(() => String, { description: 'Where it is reached.' })
  domain!: string

  @Field(() => EnvironmentStatus)
  status!: EnvironmentStatus

  @Field(() => GraphQLDateTime, { nullable: true })
  createdAt!: Date | null

  @Field(() => String, { nullable: true, description: 'The region that hosts it.' })
  region!: string | null

  @Field(() => [String], { description: 'Names of the groups it was put in.' })
  groups!: string[]

  @Field(() => [EnvironmentNodeType])
  nodes!: EnvironmentNodeType[]
}

@ObjectType('EnvironmentState', {
  description:
    'An environment after its status was changed. What else there is to know takes the method GetEnvInfo.',
})
export class EnvironmentStateType {
  @Field(() => String, { simple: true })
  name!: string

  @Field(() => EnvironmentStatus, { simple: true })
  status!: EnvironmentStatus
}

@InputType({ description: 'A container, or several alike, of a new environment.' })
export class NodeInput {
  @Field(() => String, { description: 'The software, such as "tomcat10" or "docker".' })
  type!: string

  @Field(() => String, {
    nullable: true,
    description: 'The layer, such as bl, cp, cache, sqldb, nosqldb or storage. Others are taken too.',
  })
  group?: string | null

  @Field(() => Int, { nullable: true, defaultValue: 1 })
  count?: number | null

  @Field(() => Int, { nullable: true })
  fixedCloudlets?: number | null

  @Field(() => Int, { nullable: true })
  flexibleCloudlets?: number | null

  @Field(() => String, { nullable: true, description: 'For the type "docker": the image.' })
  image?: string | null

  @Field(() => String, { nullable: true, description: 'For the type "docker": the tag of the image.' })
  tag?: string | null

  @Field(() => GraphQLJSONObject, { nullable: true, description: 'Environment variables of the container.' })
  variables?: Record<string, unknown> | null
}

@InputType({ description: 'An environment to create.' })
export class EnvironmentInput {
  @Field(() => String, { description: 'Lower-case letters, digits and hyphens, at most 33.' })
  name!: string

  @Field(() => String, { nullable: true })
  displayName?: string | null

  @Field(() => String, { nullable: true })
  region?: string | null

  @Field(() => Boolean, { nullable: true })
  ssl?: boolean | null

  @Field(() => [NodeInput], { description: 'At least one.' })
  nodes!: NodeInput[]
}
