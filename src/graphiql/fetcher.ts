import type { GraphiQLProps } from 'graphiql'

/** A session or token value that an answer has handed out. */
export interface IssuedCredential {
  kind: 'session' | 'token'
  value: string
}

/**
 * Sends operations with the credential that is current at that moment.
 *
 * The server refuses a request with two credentials, and the browser would add the dashboard's cookie by itself:
 * as soon as a credential is given, by the bar or in the Headers editor, cookies stay at home.
 */
export function createFetcher(
  url: string,
  credential: () => string,
  onIssued: (issued: IssuedCredential) => void,
): GraphiQLProps['fetcher'] {
  return async (operation, options) => {
    const headers = new Headers(options?.headers)
    headers.set('content-type', 'application/json')
    headers.set('accept', 'application/graphql-response+json, application/json')
    const value = credential()
    if (value && !headers.has('authorization')) headers.set('authorization', `Bearer ${value}`)

    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify(operation),
      credentials: headers.has('authorization') ? 'omit' : 'same-origin',
      cache: 'no-store',
    })
    const text = await response.text()
    const result = parseObject(text)
    // A proxy, say, that answers in HTML: its words are of more use than "unexpected token <".
    if (!result) throw new Error(`HTTP ${response.status} ${response.statusText}\n${text.slice(0, 1000)}`)

    const issued = findIssued(result.data)
    if (issued) onIssued(issued)
    return result
  }
}

/** Looks through the fields of an answer for what `signIn` and the token mutations return. */
function findIssued(data: unknown): IssuedCredential | undefined {
  for (const field of Object.values(data ?? {}).flat()) {
    const { session, value } = Object(field) as Record<string, unknown>
    if (typeof session === 'string' && /^[0-9a-f]{40}$/.test(session))
      return { kind: 'session', value: session }
    if (typeof value === 'string' && /^[a-z]{2,10}_[0-9A-Za-z]{49}$/.test(value))
      return { kind: 'token', value }
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined
  } catch {
    return undefined
  }
}
