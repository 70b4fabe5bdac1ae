import { Field, ObjectType, registerEnumType } from 'type-graphql'

/** The API sets by the names that GraphQL gives them. */
export enum ApiSetNameEnum {
  EXTENDED_ACCESS = 'EXTENDED_ACCESS',
  IDE_PLUGINS = 'IDE_PLUGINS',
  MARKETPLACE = 'MARKETPLACE',
  MAVEN_PLUGIN = 'MAVEN_PLUGIN',
  CUSTOM = 'CUSTOM',
}
registerEnumType(ApiSetNameEnum, {
  name: 'ApiSetName',
  description: 'A named list of methods.',
  valuesConfig: {
    EXTENDED_ACCESS: { description: 'Everything a token may ever do.' },
    IDE_PLUGINS: { description: 'What plugins of development environments call.' },
    MARKETPLACE: { description: 'What installing and running packaged solutions takes.' },
    MAVEN_PLUGIN: { description: 'What a build takes to upload and deploy an archive.' },
    CUSTOM: { description: 'Methods picked by hand.' },
  },
})

@ObjectType('ApiSet', { description: 'A ready-made list of methods.', simpleResolvers: true })
export class ApiSetType {
  @Field(() => ApiSetNameEnum)
  name!: `${ApiSetNameEnum}`

  @Field(() => String, { description: 'The name as people know it, such as "Maven Plugin".' })
  displayName!: string

  @Field(() => String, { description: 'What the set is for, in one sentence.' })
  description!: string

  @Field(() => [String], {
    description: 'Full names of the methods. Empty for Custom: a token lists its own.',
  })
  methods!: readonly string[]
}
