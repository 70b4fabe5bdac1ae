import { GraphQLJSONObject } from 'graphql-scalars'
import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Ctx, FieldResolver, Info, Mutation, Query, Resolver, Root } from 'type-graphql'
import { ApiMethod } from '../access/api-method-directive.ts'
import { selects } from '../access/selection.types.ts'
import { ApiError } from '../errors.ts'
import { invalidParameter } from '../methods/invalid-parameter.ts'
import { platformAccountOf, type PlatformContext } from '../platform/context.ts'
import type { Detail, Parameters, Reply } from '../platform/platform.ts'
import { Turns } from '../turns.ts'
import { listOf, membersOf, viewEnvironment } from './environment-view.ts'
import {
  EnvironmentInput,
  EnvironmentNodeType,
  EnvironmentStateType,
  EnvironmentStatus,
  EnvironmentType,
} from './environment.types.ts'
import { inTermsOfField } from './in-terms-of-field.ts'

@Resolver()
export class EnvironmentResolver {
  @ApiMethod('environment.control.GetEnvs')
  @Query(() => [EnvironmentType], { description: 'The environments of the account.' })
  async environments(
    @Ctx() context: PlatformContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<EnvironmentType[]> {
    const detail = selects(info, 'nodes') ? 'whole' : 'overview'
    const { infos } = await call(context, 'environment.control.GetEnvs', {}, detail)
    return listOf(infos).map(viewEnvironment)
  }

  @ApiMethod('environment.control.GetEnvInfo')
  @Query(() => EnvironmentType, {
    nullable: true,
    description: 'One environment; null if there is none of that name.',
  })
  async environment(
    @Arg('name', () => String) envName: string,
    @Ctx() context: PlatformContext,
  ): Promise<EnvironmentType | null> {
    try {
      return viewEnvironment(await call(context, 'environment.control.GetEnvInfo', { envName }))
    } catch (error) {
      if (error instanceof ApiError && error.code === 'ENVIRONMENT_NOT_FOUND') return null
      throw error
    }
  }

  @ApiMethod('environment.control.StartEnv')
  @Mutation(() => EnvironmentStateType, { description: 'Starts a stopped or sleeping environment.' })
  startEnvironment(@Arg('name', () => String) name: string, @Ctx() context: PlatformContext) {
    return changeStatus(context, 'environment.control.StartEnv', name, EnvironmentStatus.RUNNING)
  }

  @ApiMethod('environment.control.StopEnv')
  @Mutation(() => EnvironmentStateType, { description: 'Stops a running environment.' })
  stopEnvironment(@Arg('name', () => String) name: string, @Ctx() context: PlatformContext) {
    return changeStatus(context, 'environment.control.StopEnv', name, EnvironmentStatus.STOPPED)
  }

  @ApiMethod('environment.control.SleepEnv')
  @Mutation(() => EnvironmentStateType, {
    description: 'Puts a running environment to sleep until it is next asked for.',
  })
  sleepEnvironment(@Arg('name', () => String) name: string, @Ctx() context: PlatformContext) {
    return changeStatus(context, 'environment.control.SleepEnv', name, EnvironmentStatus.SLEEPING)
  }

  @ApiMethod('environment.control.RestartNodes')
  @Mutation(() => EnvironmentStateType, { description: 'Restarts the containers of a running environment.' })
  async restartEnvironment(
    @Arg('name', () => String) name: string,
    @Arg('nodeGroup', () => String, { nullable: true, description: 'Only this layer, such as "cp".' })
    nodeGroup: string | null | undefined,
    @Ctx() context: PlatformContext,
  ): Promise<EnvironmentStateType> {
    // The platform would take it for absent, and restart all of them.
    if (nodeGroup === '')
      throw invalidParameter('nodeGroup', 'it is empty. Leave it out to restart all layers')
    await call(context, 'environment.control.RestartNodes', {
      envName: name,
      ...withoutNulls({ nodeGroup }),
    })
    return { name, status: EnvironmentStatus.RUNNING }
  }

  @ApiMethod('environment.control.CreateEnvironment')
  @Mutation(() => EnvironmentType, { description: 'Creates an environment and starts it.' })
  async createEnvironment(
    @Arg('environment', () => EnvironmentInput) { name, displayName, region, ssl, nodes }: EnvironmentInput,
    @Ctx() context: PlatformContext,
  ): Promise<EnvironmentType> {
    if (name === '') throw invalidParameter('environment', 'its name is empty')
    if (nodes.length === 0) throw invalidParameter('environment', 'it has no nodes. Give it at least one')
    const { response } = await call(context, 'environment.control.CreateEnvironment', {
      env: withoutNulls({ shortdomain: name, displayName, region, sslstate: ssl }),
      nodes: nodes.map(({ type, group, image, tag, variables, ...rest }) =>
        withoutNulls({
          ...rest,
          nodeType: type,
          nodeGroup: group,
          tag,
          docker: image ? withoutNulls({ image, nodeGroup: group, env: variables }) : undefined,
          env: image ? undefined : variables,
        }),
      ),
    })
    return viewEnvironment(response)
  }

  @ApiMethod('environment.control.CloneEnv')
  @Mutation(() => EnvironmentType, { description: 'Makes a new environment like an existing one.' })
  async cloneEnvironment(
    @Arg('name', () => String, { description: 'The one to clone.' }) srcEnvName: string,
    @Arg('newName', () => String) dstEnvName: string,
    @Ctx() context: PlatformContext,
  ): Promise<EnvironmentType> {
    return viewEnvironment(await call(context, 'environment.control.CloneEnv', { srcEnvName, dstEnvName }))
  }

  @ApiMethod('environment.control.DeleteEnv')
  @Mutation(() => String, {
    description: 'Deletes an environment with everything in it, and gives its name.',
  })
  async deleteEnvironment(
    @Arg('name', () => String) envName: string,
    @Ctx() context: PlatformContext,
  ): Promise<string> {
    await call(context, 'environment.control.DeleteEnv', { envName })
    return envName
  }
}

@Resolver(() => EnvironmentNodeType)
export class EnvironmentNodeResolver {
  @ApiMethod('environment.control.GetContainerEnvVars')
  @FieldResolver(() => GraphQLJSONObject, {
    // What denies them denies nothing else: the environment may have been created by the same operation.
    nullable: true,
    description: 'Environment variables of the container. They often hold secrets.',
  })
  async variables(
    @Root() { envName, id }: EnvironmentNodeType,
    @Ctx() context: PlatformContext,
  ): Promise<unknown> {
    const method = 'environment.control.GetContainerEnvVars'
    const { object } = await turnsOf(context).take(async () => {
      // The answer has been given up, and with it what still waits here.
      if (!context.platform.takesItsTime?.(method) && performance.now() >= context.deadline) return {}
      return call(context, method, { envName, nodeId: id })
    })
    return membersOf(object ?? {})
  }
}

@Resolver(() => EnvironmentStateType)
export class EnvironmentStateResolver {
  @ApiMethod('environment.control.GetEnvInfo')
  @FieldResolver(() => EnvironmentType, {
    // The status has been changed by then, whatever becomes of this.
    nullable: true,
    description: 'The environment as it is now.',
  })
  async environment(
    @Root() { name }: EnvironmentStateType,
    @Ctx() context: PlatformContext,
  ): Promise<EnvironmentType> {
    return viewEnvironment(await call(context, 'environment.control.GetEnvInfo', { envName: name }))
  }
}

/**
 * Calls of the platform that one operation has under way for each of many containers: few enough that others get
 * theirs, and fewer than an account may have at a platform.
 */
const callsAtOnce = 4

const turns = new WeakMap<PlatformContext, Turns>()

function turnsOf(context: PlatformContext): Turns {
  const known = turns.get(context)
  if (known) return known
  const made = new Turns({ atOnce: callsAtOnce, longestQueue: Infinity })
  turns.set(context, made)
  return made
}

async function call(
  context: PlatformContext,
  method: string,
  parameters: Parameters,
  detail?: Detail,
): Promise<Reply> {
  try {
    return await context.platform.call(platformAccountOf(context), method, parameters, detail)
  } catch (error) {
    throw inTermsOfField(error)
  }
}

async function changeStatus(
  context: PlatformContext,
  method: string,
  name: string,
  status: EnvironmentStatus,
): Promise<EnvironmentStateType> {
  await call(context, method, { envName: name })
  return { name, status }
}

function withoutNulls(members: Record<string, unknown>) {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== null && value !== undefined),
  )
}
