import type { Database } from '../../database/connect.ts'
import { ApiError } from '../../errors.ts'
import type { Platform } from '../platform.ts'
import { createHandlers } from './create-environment.ts'
import { deploymentHandlers } from './deployments.ts'
import { displayNameHandlers } from './display-names.ts'
import { statusHandlers } from './environment-status.ts'
import { groupHandlers } from './groups.ts'
import { objectHandlers } from './objects.ts'
import { refuseUnstorable } from './parameters.ts'
import { readHandlers } from './read-environments.ts'
import { regionHandlers } from './regions.ts'
import { restartHandlers } from './restart.ts'
import { statsHandlers } from './stats.ts'
import { topologyHandlers } from './topology.ts'
import { uploadHandlers, type UploadSettings } from './uploads.ts'
import { variableHandlers } from './variables.ts'

/**
 * A platform to try clients and tokens on: environments are rows, and a call is done when it answers. What it does not
 * have it refuses, so that nobody takes silence for success.
 */
export function createSandbox(db: Database, options: UploadSettings): Platform {
  const handlers = new Map(
    Object.entries({
      ...readHandlers(db),
      ...statusHandlers(db),
      ...createHandlers,
      ...restartHandlers,
      ...topologyHandlers,
      ...displayNameHandlers,
      ...groupHandlers,
      ...variableHandlers,
      ...uploadHandlers(options),
      ...objectHandlers,
      ...deploymentHandlers,
      ...regionHandlers,
      ...statsHandlers,
    }),
  )

  return {
    async call(account, method, parameters, detail) {
      const handler = handlers.get(method)
      if (!handler) {
        throw new ApiError(
          'NOT_SUPPORTED',
          `The sandbox cannot do ${method.slice(0, 100)}. Connect a platform that can to call it.`,
        )
      }
      refuseUnstorable(parameters)
      return handler({ db, account, detail }, parameters)
    },
    takesItsTime: (method) => method === 'storage.uploader.Upload',
  }
}
