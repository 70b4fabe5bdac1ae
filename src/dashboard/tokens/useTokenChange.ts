import type { Failure } from '../api/failure.ts'
import { useChange } from '../api/useChange.ts'
import {
  copyTokenMutation,
  editTokenMutation,
  generateTokenMutation,
  regenerateTokenMutation,
} from './operations.ts'
import { changesTo, newToken, type TokenDraft } from './token-changes.ts'
import type { FormMode } from './token-fields.ts'
import type { Issued } from './ValuePanel.tsx'

/** What came of a change. An edit gives no value. */
export type ChangeOutcome = { failure?: Failure; issued?: Issued }

/** Sends what the form confirms: the mutation for which it was opened, or the one for a new value. */
export function useTokenChange(mode: FormMode) {
  const generate = useChange(generateTokenMutation)
  const edit = useChange(editTokenMutation)
  const copy = useChange(copyTokenMutation)
  const regenerate = useChange(regenerateTokenMutation)

  async function save(draft: TokenDraft, password: string): Promise<ChangeOutcome> {
    if (mode.kind === 'generate') {
      const { data, failure } = await generate.run({ token: newToken(draft), password })
      return { failure, issued: data?.generateTokens[0] }
    }
    const changes = { id: mode.token.id, ...changesTo(mode.token, draft) }
    if (mode.kind === 'edit') return { failure: (await edit.run({ edit: changes, password })).failure }
    const { data, failure } = await copy.run({ copy: changes, password })
    return { failure, issued: data?.copyTokens[0] }
  }

  async function renew(id: string, password: string): Promise<ChangeOutcome> {
    const { data, failure } = await regenerate.run({ id, password })
    return { failure, issued: data?.regenerateTokens[0] }
  }

  return { save, renew, running: [generate, edit, copy, regenerate].some(({ running }) => running) }
}
