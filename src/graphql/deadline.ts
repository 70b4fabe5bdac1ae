import { MapperKind, mapSchema } from '@graphql-tools/utils'
import type { GraphQLSchema } from 'graphql'
import { gateOf, methodOf } from '../access/api-method-directive.ts'
import { databaseAway, OutcomeUnknown } from '../database/unavailable.ts'
import type { OperationContext } from './context.ts'

/** From the arrival of a request to its answer, at the most. Milliseconds; 3 seconds are promised. */
export const timeForAnswer = 2_500

/**
 * Puts an end to every field that waits for the database for too long, however many statements it takes. What goes on
 * in the database is not ended by that, so after a change its outcome is unknown. The fields of a platform that takes
 * its time are left to it; a change may have to ask it too, for the password say, and so may what is within a field.
 */
export function keepDeadline(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field, _name, typeName, described) => {
      const { resolve } = field
      if (!resolve) return field
      const gate = gateOf(described, field)
      const isChange = typeName === described.getMutationType()?.name
      const isQuestion = typeName === described.getQueryType()?.name
      field.resolve = (source, args, context: OperationContext, info) => {
        const method = gate && methodOf(gate, args)
        const takesItsTime = method !== undefined && context.platform.takesItsTime?.(method)
        const more = isQuestion && !takesItsTime ? 0 : context.platformTime
        // A list of changes is worked off one by one. What has not begun need not be in doubt.
        if (performance.now() >= context.deadline + more) throw late(false)
        const answer: unknown = resolve(source, args, context, info)
        if (!(answer instanceof Promise)) return answer
        if (takesItsTime) return context.place ? context.place.whileElsewhere(answer) : answer
        return within(context.deadline + more, answer, isChange)
      }
      return field
    },
  })
}

function within<T>(deadline: number, answer: Promise<T>, isChange: boolean): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late(isChange)), deadline - performance.now())
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function late(isChange: boolean) {
  const reason = Object.assign(new Error(`No answer within ${timeForAnswer} ms`), { code: 'ETIMEDOUT' })
  return databaseAway(isChange ? new OutcomeUnknown(reason) : reason)
}
