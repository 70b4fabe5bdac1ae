import { GraphQLJSONObject } from 'graphql-scalars'
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql'
import { ApiMethodFrom } from '../access/api-method-directive.ts'
import type { MethodsContext } from '../access/method.resolver.ts'
import type { LegacyRest } from '../config.ts'
import { ApiError } from '../errors.ts'
import { type ApiMethod as Method, findMethod, withFullNamespace } from '../methods/catalogue.ts'
import { readParameters } from '../methods/read-parameters.ts'
import { confirmGivenPassword, givenPassword } from './confirm-given-password.ts'
import { platformAccountOf, type PlatformContext } from './context.ts'
import type { ForwardedAnswer } from './forwarded-answer.ts'
import { answeredAtHome, methodsWithFields } from './own-methods.ts'

@Resolver()
export class CallMethodResolver {
  @ApiMethodFrom('method')
  @Mutation(() => GraphQLJSONObject, {
    description:
      'Calls a method. For one about accounts, sessions or tokens that has a field of its own, use that: `ApiMethod.graphqlField` names it. The answer is the platform\'s own, with `"result": 0`; any other result is an error, with the platform\'s answer in `extensions.reply`.',
  })
  async callMethod(
    @Arg('method', () => String, { description: 'Full name, such as "environment.control.GetSumStat".' })
    givenName: string,
    @Arg('parameters', () => GraphQLJSONObject, {
      nullable: true,
      description: 'By the names that `apiMethods` gives, without regard to case.',
    })
    parameters: Record<string, unknown> | undefined,
    @Ctx() context: PlatformContext & MethodsContext,
  ): Promise<Record<string, unknown> | ForwardedAnswer> {
    const { caller, platform, fieldOf, sendsOn, identity, note, legacyRest } = context
    const name = withFullNamespace(givenName)
    if (methodsWithFields.has(name) && !(identity && answeredAtHome.has(name))) {
      throw new ApiError('BAD_USER_INPUT', `${name} has a field of its own. Use ${fieldOf(name)}.`, {
        parameter: 'method',
      })
    }
    if (caller.kind === 'anonymous') {
      throw new ApiError(
        'NOT_SUPPORTED',
        `${name} cannot be called here without signing in. Ask your operator for help.`,
      )
    }
    const method = findMethod(name)!
    const takesFile = method.parameters.some(({ type, required }) => type === 'file' && required)
    if (takesFile && note.door === 'graphql') throw withFile(method, legacyRest)
    const account = platformAccountOf(context)
    const forward = sendsOn ? platform.forward : undefined
    const given = forward ? (parameters ?? {}) : readParameters(method, parameters ?? {})
    const password = givenPassword(name, given)
    if (password !== undefined) await confirmGivenPassword(context, password)

    if (forward) return forward(account, name, given)
    return { result: 0, ...(await platform.call(account, name, given)) }
  }
}

/** An operation is JSON, which carries no file. */
function withFile({ name, path }: Method, legacyRest: LegacyRest) {
  if (legacyRest === 'off') {
    return new ApiError(
      'NOT_SUPPORTED',
      `${name} takes a file, which only its old address can be sent, and those are switched off. Ask your operator for help.`,
    )
  }
  return new ApiError(
    'BAD_USER_INPUT',
    `${name} takes a file. Send it to /1.0${path}, in a multipart request.`,
    { parameter: 'method' },
  )
}
