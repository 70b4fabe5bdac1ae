import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { runLatchkey } from '../support/process.ts'

/** Two tokens that are always changed together: what was acknowledged, and what was asked for last. */
interface Pair {
  description: string
  ids: string[]
  values: string[]
  oldValues: string[]
  state: 'nothing' | 'there' | 'removed'
  /** The change that was under way when the process was killed. */
  doubt?: 'generate' | 'regenerate' | 'remove'
  /** Its values were looked at since it was changed last. */
  isChecked?: boolean
}

const password = 'the admin password'

/**
 * Kills the server in the midst of token changes, over and over, and looks after each start whether everything that
 * was acknowledged is there, and nothing is half done.
 * @param settings of the server
 * @param postmaster says which process to kill as well, every other time
 */
export async function killDuringChanges(
  rounds: number,
  settings: Record<string, string>,
  postmaster?: () => Promise<number>,
) {
  const pairs: Pair[] = []
  for (let round = 0; round <= rounds; round++) {
    const server = runLatchkey([], { ADMIN_PASSWORD: password, MAX_TOKENS_PER_ACCOUNT: '10000', ...settings })
    const [, url] = await server.prints(/Latchkey serves (\S+)/)
    const call = caller(url!)
    const [session] = await call(
      'mutation ($password: String!) { signIn(login: "admin@localhost", password: $password) { session } }',
      {},
      undefined,
      'signIn.session',
    )
    await verify(call, session!, pairs, round === rounds)
    if (round === rounds) {
      server.child.kill('SIGTERM')
      await server.ended
      break
    }

    const stop = new AbortController()
    const writers = Array.from({ length: 4 }, () => change(call, session!, pairs, stop.signal))
    await delay(randomInt(50, 400))
    const gone = once(server.child, 'exit')
    const alsoKilled = postmaster && round % 2 === 1 ? await postmaster() : undefined
    server.child.kill('SIGKILL')
    if (alsoKilled) process.kill(alsoKilled, 'SIGKILL')
    stop.abort()
    await gone
    await Promise.all(writers)
  }
  const removed = pairs.filter(({ state }) => state === 'removed').length
  return { pairs: pairs.length, removed }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- What an operation gives is known to it alone.
type Answer = { data: any; errors?: { message: string; extensions: { code: string } }[] }

type Call = ReturnType<typeof caller>

/** Sends an operation and gives what is at a path of the answer, as a list. Fails when the server is gone. */
function caller(url: string) {
  return async (
    query: string,
    variables: object,
    as: string | undefined,
    path: string,
  ): Promise<string[]> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(as && { authorization: `Bearer ${as}` }) },
      body: JSON.stringify({ query, variables: { password, ...variables } }),
    })
    const { data, errors } = (await response.json()) as Answer
    if (response.status === 401) return ['UNAUTHENTICATED']
    // Several writers may make it too busy: then nothing was done.
    if (errors?.[0]!.extensions.code === 'OVERLOADED') throw new Error('OVERLOADED')
    if (errors) throw new Error(`Unexpected: ${errors[0]!.message}`)
    const [field, ...rest] = path.split('.')
    return [data[field!]].flat().map((item) => rest.reduce((value, name) => value[name], item))
  }
}

async function change(call: Call, session: string, pairs: Pair[], stop: AbortSignal) {
  while (!stop.aborted) {
    const description = `pair ${randomBytes(8).toString('hex')}`
    const pair: Pair = { description, ids: [], values: [], oldValues: [], state: 'nothing' }
    pairs.push(pair)
    try {
      const token = { description, methods: ['environment.control.GetEnvs'] }
      pair.doubt = 'generate'
      pair.values = await call(
        'mutation ($tokens: [TokenInput!]!, $password: String!) { generateTokens(tokens: $tokens, password: $password) { value } }',
        { tokens: [token, token] },
        session,
        'generateTokens.value',
      )
      Object.assign(pair, { state: 'there', doubt: undefined })
      pair.ids = await call(
        'query ($search: String) { accessTokens(search: $search) { id } }',
        { search: description },
        session,
        'accessTokens.id',
      )

      pair.doubt = 'regenerate'
      const values = await call(
        'mutation ($ids: [ID!]!, $password: String!) { regenerateTokens(ids: $ids, password: $password) { value } }',
        { ids: pair.ids },
        session,
        'regenerateTokens.value',
      )
      Object.assign(pair, { oldValues: pair.values, values, doubt: undefined })

      if (randomInt(3) === 0) continue
      pair.doubt = 'remove'
      await call(
        'mutation ($ids: [ID!]!, $password: String!) { removeTokens(ids: $ids, password: $password) }',
        { ids: pair.ids },
        session,
        'removeTokens',
      )
      Object.assign(pair, { state: 'removed', doubt: undefined })
    } catch (error) {
      if ((error as Error).message.startsWith('Unexpected') && !stop.aborted) throw error
      if ((error as Error).message === 'OVERLOADED') pair.doubt = undefined
      else if (!stop.aborted) return
    }
  }
}

/** What is in doubt may be done or not, but not by half; it is settled after that. */
async function verify(call: Call, session: string, pairs: Pair[], isLast: boolean) {
  const works = async (value: string) =>
    (await call('{ viewer { kind } }', {}, value, 'viewer.kind'))[0] === 'UNAUTHENTICATED'
      ? 'refused'
      : 'works'
  const all = async (values: string[]) => {
    const outcomes = new Set(await Promise.all(values.map(works)))
    expect(outcomes.size, 'both of a pair, or none').toBeLessThanOrEqual(1)
    return [...outcomes][0]
  }
  const listed = await call('{ accessTokens { description } }', {}, session, 'accessTokens.description')

  for (const pair of pairs) {
    const { state, doubt, values, oldValues, description } = pair
    const number = listed.filter((found) => found === description).length
    expect([0, 2], `${description} is there as a whole or not at all`).toContain(number)
    if (pair.isChecked && !isLast) {
      if (state !== 'nothing')
        expect(number, `${description} stays ${state}`).toBe(state === 'removed' ? 0 : 2)
      continue
    }
    const about = `${description}: ${state}, in doubt: ${doubt}`
    if (oldValues.length) expect(await all(oldValues), `old values, ${about}`).toBe('refused')
    if (state === 'removed') {
      expect(number, about).toBe(0)
      if (values.length) expect(await all(values), about).toBe('refused')
    } else if (state === 'there') {
      if (doubt !== 'remove') expect(number, about).toBe(2)
      if (doubt !== 'regenerate') expect(await all(values), about).toBe(number === 2 ? 'works' : 'refused')
      else await all(values)
    }
    // Settled: what is not there now must never come back.
    if (number === 0) Object.assign(pair, { state: 'removed', doubt: undefined })
    else if (doubt !== 'regenerate') pair.doubt = undefined
    pair.isChecked = true
  }
}

/** The PostgreSQL that runs in a folder of the embedded database. */
export async function postmasterOf(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0])
}
