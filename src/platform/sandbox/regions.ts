import { invalidParameter } from '../../methods/invalid-parameter.ts'
import type { Handlers } from './handler.ts'

/** Two, so that a client that lets its user choose has something to choose from. */
const regions = [
  { id: 1, uniqueName: 'default', displayName: 'Default' },
  { id: 2, uniqueName: 'second', displayName: 'Second' },
] as const

/** Where an environment goes if nobody says. */
export const defaultRegion = regions[0].uniqueName

export const regionHandlers: Handlers = {
  'environment.control.GetRegions': async () => ({
    array: regions.map(({ id, uniqueName, displayName }) => ({
      id,
      uniqueName,
      displayName,
      domain: 'sandbox.localhost',
      isActive: true,
      isEnabled: true,
      hardNodeGroups: [
        { id, uniqueName, displayName, isActive: true, isDefault: uniqueName === defaultRegion },
      ],
    })),
  }),
}

export function regionName(uniqueName: string): string {
  return regions.find((region) => region.uniqueName === uniqueName)?.displayName ?? uniqueName
}

/** @throws ApiError `BAD_USER_INPUT` for a region that is none */
export function requireRegion(uniqueName: string, parameter: string): string {
  if (regions.some((region) => region.uniqueName === uniqueName)) return uniqueName
  throw invalidParameter(
    parameter,
    `there is no such region. Choose ${regions.map((one) => one.uniqueName).join(' or ')}`,
  )
}
