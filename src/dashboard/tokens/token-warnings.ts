import type { Method } from './method.ts'
import type { Ticks } from './method-ticks.ts'

/** What an owner should know before the password. Methods are full names, sorted. */
export type TokenWarning =
  | { readonly kind: 'never-expires' }
  | { readonly kind: 'everything' }
  | {
      readonly kind: 'deletes-environments' | 'runs-commands' | 'reads-secrets' | 'lets-others-in'
      readonly methods: string[]
    }
  | { readonly kind: 'destroys'; readonly methods: string[] }

/** Methods that need a word of their own, since their effect alone does not tell how far they reach. */
export const dangers = {
  'deletes-environments': [
    'environment.control.DeleteEnv',
    'environment.control.ChangeTopology',
    'marketplace.installation.Uninstall',
    'marketplace.jps.Uninstall',
  ],
  'runs-commands': [
    'environment.control.ExecCmdByGroup',
    'environment.control.ExecCmdById',
    'environment.control.SetContainerEntryPoint',
    'environment.control.SetContainerRunCmd',
    'marketplace.app.Install',
    'marketplace.app.InstallAddon',
    'marketplace.jps.Install',
  ],
  'reads-secrets': [
    'environment.control.GetContainerEnvVars',
    'environment.control.GetContainerEnvVarsByGroup',
    'environment.control.GetContainerRunConfig',
    'environment.control.GetEnvProperty',
    'environment.file.Read',
    'management.account.GetSSHKeys',
    'marketplace.installation.GetSettings',
    'marketplace.jps.GetAppSettings',
    'users.account.GetSSHKeys',
  ],
  'lets-others-in': [
    'users.collaboration.ActivateMember',
    'users.collaboration.AddResources',
    'users.collaboration.EditPolicy',
    'users.collaboration.EditRole',
    'users.collaboration.InviteMember',
    'users.collaboration.SetResource',
    'users.collaboration.SetResources',
  ],
} as const satisfies Record<string, readonly string[]>

/** The gravest first. */
export function tokenWarnings(
  { ticks, expires }: { ticks: Ticks; expires: boolean },
  grantable: readonly Method[],
): TokenWarning[] {
  const warnings: TokenWarning[] = []
  if (grantable.length > 0 && grantable.every(({ id }) => ticks.has(id)))
    warnings.push({ kind: 'everything' })
  if (!expires) warnings.push({ kind: 'never-expires' })

  for (const kind of ['deletes-environments', 'runs-commands', 'reads-secrets', 'lets-others-in'] as const) {
    const methods = dangers[kind].filter((method) => ticks.has(method))
    if (methods.length > 0) warnings.push({ kind, methods })
  }
  const destroying = grantable
    .filter(({ id, effect }) => effect === 'DELETE' && ticks.has(id))
    .map(({ id }) => id)
  if (destroying.length > 0) warnings.push({ kind: 'destroys', methods: destroying.sort() })
  return warnings
}
