import type { MethodEffect } from '../generated/graphql.ts'
import { EyeIcon, PencilIcon, TrashIcon } from '../kit/icons.tsx'
import { StatusBadge } from '../kit/StatusBadge.tsx'
import { useStrings } from '../strings/Language.tsx'

const looks = {
  READ: { tone: 'grey', icon: <EyeIcon /> },
  CHANGE: { tone: 'blue', icon: <PencilIcon /> },
  DELETE: { tone: 'red', icon: <TrashIcon /> },
} as const

export function EffectTag({ effect }: { effect: MethodEffect }) {
  const { docs: text } = useStrings()
  return <StatusBadge {...looks[effect]}>{text.effects[effect]}</StatusBadge>
}
