import { ApiError } from '../errors.ts'
import { type ApiSetName, displayNameOf, findApiSet } from '../methods/api-sets.ts'
import { checkMethodNames } from '../methods/method-names.ts'
import { parseExpiry } from './expiry.ts'
import type { Token } from './token.ts'

/** What the owner chooses for a token. */
export interface TokenSettings {
  description: string
  /** null: it does not expire. */
  expiresAt: Date | null
  apiSet: ApiSetName
  /** Sorted full names. */
  methods: readonly string[]
}

/** Settings as they are asked for: what is left out stays, and an expiry of null clears it. */
export interface TokenChanges {
  description?: string | null
  /** In one of the forms of `parseExpiry`. */
  expiresAt?: string | null
  apiSet?: ApiSetName | null
  methods?: readonly string[] | null
}

const longestDescription = 255

/** Nothing, or spaces and characters of no width alone. */
const invisible = /^[\p{Z}\p{Cf}\p{Default_Ignorable_Code_Point}]*$/u

/** Settings of a token made from nothing. @throws ApiError `BAD_USER_INPUT` */
export function newSettings(asked: TokenChanges): TokenSettings {
  return {
    description: checkDescription(asked.description ?? ''),
    expiresAt: chosenExpiry(asked.expiresAt ?? null),
    ...chosenMethods(asked),
  }
}

/**
 * Settings of an existing token with changes. Choosing an API set replaces the methods, giving methods makes it
 * Custom, and with neither the methods stay exactly as they are.
 * @throws ApiError `BAD_USER_INPUT`
 */
export function changedSettings(token: Token, asked: TokenChanges): TokenSettings {
  const keepsMethods =
    asked.methods === undefined && (asked.apiSet === undefined || asked.apiSet === 'CUSTOM')
  return {
    description:
      asked.description === undefined ? token.description : checkDescription(asked.description ?? ''),
    expiresAt: asked.expiresAt === undefined ? token.expiresAt : chosenExpiry(asked.expiresAt),
    ...(keepsMethods
      ? { apiSet: asked.apiSet ?? token.apiSet, methods: token.methods }
      : chosenMethods(asked)),
  }
}

function chosenExpiry(text: string | null): Date | null {
  return text === null ? null : parseExpiry(text)
}

function chosenMethods({ apiSet, methods }: TokenChanges): Pick<TokenSettings, 'apiSet' | 'methods'> {
  if (apiSet && apiSet !== 'CUSTOM') {
    if (methods) {
      throw new ApiError(
        'BAD_USER_INPUT',
        `Give either the API set ${displayNameOf(apiSet)} or methods of your own, not both.`,
        {
          parameter: 'methods',
        },
      )
    }
    return { apiSet, methods: [...findApiSet(apiSet).methods] }
  }
  if (!methods) {
    throw new ApiError(
      'BAD_USER_INPUT',
      'Choose what the token may call: an API set, or methods for a Custom token.',
      {
        parameter: 'apiSet',
      },
    )
  }
  return { apiSet: 'CUSTOM', methods: checkMethodNames(methods) }
}

function checkDescription(given: string): string {
  const description = given.trim()
  const wrong = (problem: string) =>
    new ApiError('BAD_USER_INPUT', `${problem} Say in a few words what the token is for.`, {
      parameter: 'description',
    })
  if (invisible.test(description)) throw wrong('A token needs a description.')
  if ([...description].length > longestDescription) {
    throw wrong(`A description has at most ${longestDescription} characters.`)
  }
  if (!description.isWellFormed() || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(description)) {
    throw wrong('A description has no line breaks or other control characters.')
  }
  return description
}
