import { type Difference, differenceTo, sameTicks, type Ticks } from './method-ticks.ts'

export type ApiSetName = 'EXTENDED_ACCESS' | 'IDE_PLUGINS' | 'MARKETPLACE' | 'MAVEN_PLUGIN' | 'CUSTOM'

export interface ReadyMadeSet {
  readonly name: ApiSetName
  readonly displayName: string
  readonly methods: readonly string[]
}

/** What a form has chosen for a token: a set, and the ticks that it stands for. */
export interface ApiChoice {
  /** null: nothing was chosen yet. */
  readonly apiSet: ApiSetName | null
  /** The ready-made set that the ticks came from, to say how they differ from it. */
  readonly from: ApiSetName | null
  readonly ticks: Ticks
  /** Ticks of one's own that choosing a set has replaced; they can be brought back. */
  readonly replaced: { readonly from: ApiSetName | null; readonly ticks: Ticks } | null
}

export const nothingChosen: ApiChoice = { apiSet: null, from: null, ticks: new Set(), replaced: null }

/**
 * The choice that an existing token stands for. Its methods are those of the day it was made: the set of that name may
 * hold others by now, and opening a form must not change what the token may call.
 */
export function choiceOf(token: { apiSet: { name: ApiSetName }; methods: readonly string[] }): ApiChoice {
  const { name } = token.apiSet
  return {
    apiSet: name,
    from: name === 'CUSTOM' ? null : name,
    ticks: new Set(token.methods),
    replaced: null,
  }
}

/** The set of that name. Custom is one too, and holds nothing of its own. */
export function setNamed(name: ApiSetName, sets: readonly ReadyMadeSet[]): ReadyMadeSet {
  return sets.find((set) => set.name === name) ?? { name: 'CUSTOM', displayName: '', methods: [] }
}

/** Picks a set. Custom begins with what is ticked already. */
export function chooseSet(choice: ApiChoice, set: ReadyMadeSet): ApiChoice {
  if (set.name === 'CUSTOM') return { ...choice, apiSet: 'CUSTOM' }
  const ticks = new Set(set.methods)
  const losesOwn = choice.apiSet === 'CUSTOM' && choice.ticks.size > 0 && !sameTicks(choice.ticks, ticks)
  return {
    apiSet: set.name,
    from: set.name,
    ticks,
    replaced: losesOwn ? { from: choice.from, ticks: choice.ticks } : choice.replaced,
  }
}

/** Changes ticks by hand: that makes it Custom, unless they are again exactly what the set holds. */
export function changeTicks(choice: ApiChoice, ticks: Ticks, sets: readonly ReadyMadeSet[]): ApiChoice {
  const origin = sets.find(({ name }) => name === choice.from)
  const isSet = origin !== undefined && sameTicks(ticks, new Set(origin.methods))
  return { ...choice, apiSet: isSet ? origin.name : 'CUSTOM', ticks, replaced: null }
}

export function bringBack(choice: ApiChoice): ApiChoice {
  if (!choice.replaced) return choice
  return { apiSet: 'CUSTOM', ...choice.replaced, replaced: null }
}

/** How the ticks differ from the set they came from; undefined where they do not, or came from none. */
export function differenceFromOrigin(
  choice: ApiChoice,
  sets: readonly ReadyMadeSet[],
): (Difference & { set: ReadyMadeSet }) | undefined {
  const set = sets.find(({ name }) => name === choice.from)
  if (!set) return undefined
  const difference = differenceTo(choice.ticks, set.methods)
  return difference.plus.length + difference.less.length === 0 ? undefined : { ...difference, set }
}
