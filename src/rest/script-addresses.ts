import type { Reply } from '../platform/platform.ts'

/**
 * Addresses that build tools use, served by scripts of the old platform. Each is another form of a method of the
 * catalogue and opens to whoever may call that method. Known from the source of the tools.
 */
export interface ScriptAddress {
  method: string
  verbs: readonly ('GET' | 'POST')[]
  /** The parameters of the method, from those of the script, whose names come in lower case. */
  parameters(given: Record<string, unknown>): Record<string, unknown>
  /** Names of its parameters in errors, by those of the method. */
  names: Readonly<Record<string, string>>
  /** The answer of the script, from the method's. */
  reply(reply: Reply): Reply
}

const archiveType = 'JDeploy'

const addresses = new Map<string, ScriptAddress>([
  [
    '/deploy/createobject',
    {
      method: 'data.base.CreateObject',
      verbs: ['POST'],
      parameters: (given) => given,
      names: {},
      reply: inTwoLayers,
    },
  ],
  [
    '/deploy/deployarchive',
    {
      method: 'environment.deployment.DeployArchive',
      verbs: ['GET', 'POST'],
      parameters: ({
        archiveuri,
        archivename,
        domain,
        newcontext,
        predeployhook,
        postdeployhook,
        ...rest
      }) => ({
        ...rest,
        fileUrl: archiveuri,
        fileName: archivename,
        // The environment by its name or by its whole domain.
        envName: typeof domain === 'string' ? domain.split('.')[0] : domain,
        context: newcontext,
        hooks:
          predeployhook || postdeployhook
            ? JSON.stringify({ preDeploy: predeployhook, postDeploy: postdeployhook })
            : undefined,
      }),
      names: { fileUrl: 'archiveUri', fileName: 'archiveName', envName: 'domain', context: 'newContext' },
      reply: inTwoLayers,
    },
  ],
  [
    '/getarchives',
    {
      method: 'data.base.GetObjects',
      verbs: ['POST'],
      parameters: () => ({ type: archiveType }),
      names: {},
      reply: inTwoLayers,
    },
  ],
  [
    '/deletearchive',
    {
      method: 'data.base.DeleteObject',
      verbs: ['POST'],
      parameters: ({ id }) => ({ type: archiveType, id }),
      names: {},
      reply: inTwoLayers,
    },
  ],
])

/** The script at an address in lower case. */
export function findScriptAddress(address: string): ScriptAddress | undefined {
  return addresses.get(address)
}

/** The addresses, in lower case. */
export const scriptAddresses: readonly string[] = [...addresses.keys()]

/** A script's own result, and within it that of the method. Clients look at both. */
function inTwoLayers({ result, ...reply }: Reply): Reply {
  return reply.response ? { result, ...reply } : { result, response: { result, ...reply } }
}
