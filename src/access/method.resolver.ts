import { Arg, Ctx, Query, Resolver } from 'type-graphql'
import type { LegacyRest } from '../config.ts'
import { apiSets, findApiSet, setsHolding } from '../methods/api-sets.ts'
import { ApiSetNameEnum, ApiSetType } from '../methods/api-set.types.ts'
import { type ApiMethod, apiMethods, searchMethods } from '../methods/catalogue.ts'
import { ApiMethodType, LegacyRestEnum } from '../methods/method.types.ts'
import { mayCall } from './authorize.ts'
import type { Caller } from './caller.ts'
import type { Context } from './context.ts'

/** What the catalogue's resolvers need beside the rest. */
export interface MethodsContext extends Context {
  /** The field that calls a method, as `Type.field`. */
  fieldOf(method: string): string
  /** Whether the old REST addresses are there. */
  legacyRest: LegacyRest
}

@Resolver()
export class MethodResolver {
  @Query(() => [ApiMethodType], { description: 'The methods of the platform. Open to anyone.' })
  apiMethods(
    @Arg('search', () => String, {
      nullable: true,
      description:
        'Words that all occur in the full name, the address or the description; at most 200 characters.',
    })
    search: string | undefined,
    @Arg('apiSet', () => ApiSetNameEnum, { nullable: true, description: 'Only the methods of this set.' })
    apiSet: ApiSetNameEnum | undefined,
    @Ctx() { caller, fieldOf }: MethodsContext,
  ): ApiMethodType[] {
    const found = search?.trim() ? searchMethods(search) : apiMethods
    const wanted =
      apiSet && apiSet !== ApiSetNameEnum.CUSTOM ? new Set(findApiSet(apiSet).methods) : undefined
    return found
      .filter(({ id, access }) => (wanted ? wanted.has(id) : !apiSet || access === 'grantable'))
      .map((method) => show(method, caller, fieldOf(method.id)))
  }

  @Query(() => [ApiSetType], { description: 'The ready-made sets. Open to anyone.' })
  apiSets(): ApiSetType[] {
    return [...apiSets]
  }

  @Query(() => LegacyRestEnum, {
    description: 'Whether the legacy REST addresses are there. Open to anyone.',
  })
  legacyRest(@Ctx() { legacyRest }: MethodsContext): LegacyRest {
    return legacyRest
  }
}

function show(method: ApiMethod, caller: Caller, graphqlField: string): ApiMethodType {
  return {
    ...method,
    path: `/1.0${method.path}`,
    parameters: [...method.parameters],
    effect: method.effect.toUpperCase(),
    apiSets: setsHolding(method.id),
    access: method.access.toUpperCase(),
    grantable: method.access === 'grantable',
    callable: mayCall(caller, method.id),
    graphqlField,
  }
}
