import { readFileSync } from 'node:fs'
import { apiMethods, findMethod, grantableMethods } from './catalogue.ts'

/** The lists of methods that a token can be made from; `CUSTOM` is a choice of one's own. */
export type ApiSetName = 'EXTENDED_ACCESS' | 'IDE_PLUGINS' | 'MARKETPLACE' | 'MAVEN_PLUGIN' | 'CUSTOM'

export type PresetName = Exclude<ApiSetName, 'CUSTOM'>

export interface ApiSet {
  readonly name: PresetName
  readonly displayName: string
  readonly description: string
  /** Ids, sorted; a token may hold every one of them. */
  readonly methods: readonly string[]
  /** Why each method is there; a method may be there for several reasons. */
  readonly reasons: readonly { readonly reason: string; readonly methods: readonly string[] }[]
}

/** An item of api-sets.json. A name in `methods` is an id, or all grantable methods of a service: `marketplace.app.*`. */
interface Definition {
  name: PresetName
  displayName: string
  description: string
  include: ({ reason: string } & (
    { methods: string[] } | { set: PresetName } | { tier: 'public' | 'extra' }
  ))[]
  exclude?: { reason: string; methods: string[] }[]
}

const definitions = JSON.parse(
  readFileSync(new URL('./api-sets.json', import.meta.url), 'utf8'),
) as Definition[]

/** The sets as this version of the server has them. A token keeps the methods that its set had when it was made. */
export const apiSets: readonly ApiSet[] = Object.freeze(definitions.map(expand))

export function findApiSet(name: PresetName): ApiSet {
  const set = apiSets.find((one) => one.name === name)
  if (!set) throw new Error(`There is no API set ${name}`)
  return set
}

export function displayNameOf(name: ApiSetName): string {
  return name === 'CUSTOM' ? 'Custom' : findApiSet(name).displayName
}

/** The set that the old protocol calls by this `tokenTemplate`, upper or lower case. */
export function findApiSetByDisplayName(text: string): ApiSet | undefined {
  const wanted = text.trim().toLowerCase()
  return apiSets.find((set) => set.displayName.toLowerCase() === wanted)
}

export function setsHolding(methodId: string): PresetName[] {
  return apiSets.filter((set) => set.methods.includes(methodId)).map((set) => set.name)
}

function expand({ name, displayName, description, include, exclude = [] }: Definition): ApiSet {
  const excluded = new Set(exclude.flatMap(({ methods }) => methods.flatMap(methodsNamed)))
  const reasons = include.map((part) => {
    const methods = methodsOf(part).filter((id) => !excluded.has(id))
    return Object.freeze({ reason: part.reason, methods: Object.freeze(sorted(methods)) })
  })
  const methods = sorted(reasons.flatMap((reason) => reason.methods))
  return Object.freeze({
    name,
    displayName,
    description,
    methods: Object.freeze(methods),
    reasons: Object.freeze(reasons),
  })
}

function methodsOf(part: Definition['include'][number]): readonly string[] {
  if ('set' in part) {
    const definition = definitions.find(({ name }) => name === part.set)
    if (!definition) throw new Error(`api-sets.json: there is no set ${part.set}`)
    return expand(definition).methods
  }
  if ('tier' in part) return grantableMethods.filter((id) => findMethod(id)?.tier === part.tier)
  return part.methods.flatMap(methodsNamed)
}

function methodsNamed(name: string): string[] {
  const methods = name.endsWith('.*')
    ? apiMethods.filter(({ service, access }) => `${service}.*` === name && access === 'grantable')
    : apiMethods.filter(({ id, access }) => id === name && access === 'grantable')
  if (methods.length === 0) throw new Error(`api-sets.json: ${name} names no method that a token may hold`)
  return methods.map(({ id }) => id)
}

function sorted(ids: readonly string[]) {
  return [...new Set(ids)].sort()
}
