import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  curlLine,
  graphqlLine,
  methodToTry,
  type TriableMethod,
} from '../../../src/dashboard/tokens/curl-line.ts'
import { apiMethods } from '../../../src/methods/catalogue.ts'

const method = (id: string, effect: TriableMethod['effect'], required: string[] = []): TriableMethod => ({
  id,
  effect,
  path: `/1.0/${id.toLowerCase()}`,
  verbs: ['GET', 'POST'],
  parameters: [
    ...required.map((name) => ({ name, type: name === 'file' ? 'file' : 'string', required: true })),
    { name: 'optional', type: 'string', required: false },
  ],
})

const getEnvs = method('environment.control.GetEnvs', 'READ')
const getUser = method('users.account.GetUserInfo', 'READ')
const getLogs = method('x.GetLogs', 'READ', ['envName', 'nodeId'])
const getList = method('x.GetList', 'READ')
const stop = method('x.Stop', 'CHANGE', ['envName'])
const remove = method('x.Delete', 'DELETE')

describe('the method to try', () => {
  test.each([
    { of: [remove, stop, getLogs, getUser, getEnvs], picks: getEnvs },
    { of: [remove, stop, getLogs, getUser], picks: getUser },
    { of: [getLogs, getList], picks: getList },
    { of: [stop, getLogs], picks: getLogs },
    { of: [remove, stop], picks: stop },
    { of: [remove], picks: remove },
    { of: [], picks: undefined },
  ])('is $picks.id', ({ of, picks }) => {
    expect(methodToTry(of)).toBe(picks)
  })

  test('does not depend on the order', () => {
    const all = [getEnvs, getUser, getLogs, getList, stop, remove]
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: 1 }), (some) => {
        expect(methodToTry(some)).toBe(methodToTry([...some].reverse()))
      }),
    )
  })

  test('of everything that a token may hold is a read without a blank to fill in', () => {
    const rank = { read: 'READ', change: 'CHANGE', delete: 'DELETE' } as const
    const all = apiMethods.map((one) => ({ ...one, effect: rank[one.effect] }))
    expect(methodToTry(all)?.id).toBe('environment.control.GetEnvs')
  })
})

describe('the line', () => {
  test('has the value in a header and not in the address', () => {
    expect(curlLine('https://latchkey.example', getEnvs, 'lk_secret')).toBe(
      `curl 'https://latchkey.example/1.0/environment.control.getenvs' -H 'Authorization: Bearer lk_secret'`,
    )
  })

  test('leaves a blank for each parameter that is required', () => {
    expect(curlLine('http://localhost:4000', stop, 'lk_x')).toBe(
      `curl 'http://localhost:4000/1.0/x.stop' -H 'Authorization: Bearer lk_x' --data-urlencode 'envName=<envName>'`,
    )
  })

  test('sends a file as part of a form, with what goes with it', () => {
    const upload = { ...method('x.Upload', 'CHANGE', ['fid', 'file']), verbs: ['POST'] }
    expect(curlLine('http://localhost:4000', upload, 'lk_x')).toBe(
      `curl 'http://localhost:4000/1.0/x.upload' -H 'Authorization: Bearer lk_x' -F 'fid=<fid>' -F 'file=@<file>'`,
    )
  })

  test('asks for POST where nothing else does, and no other verb is taken', () => {
    const bare = { ...getEnvs, verbs: ['POST'] }
    expect(curlLine('http://localhost:4000', bare, 'lk_x')).toMatch(/^curl -X POST 'http/)
  })

  test('is one of GraphQL where there are no old addresses', () => {
    const method = { ...stop, id: 'x.Stop', graphqlField: 'Mutation.callMethod' }
    expect(graphqlLine('http://localhost:4000', method, 'lk_x')).toBe(
      `curl 'http://localhost:4000/graphql' -H 'Authorization: Bearer lk_x' -H 'Content-Type: application/json' ` +
        String.raw`--data '{"query":"mutation { callMethod(method: \"x.Stop\", parameters: { envName: \"my-project\" }) }"}'`,
    )
  })

  test('is read by a shell as it was meant', () => {
    const line = curlLine(`http://a'b`, { ...stop, path: `/$HOME/"x"` }, `lk_'$(id)`)
    const words = execFileSync('sh', ['-c', line.replace(/^curl/, `printf '%s\\n'`)], { encoding: 'utf8' })
    expect(words.trimEnd().split('\n')).toEqual([
      `http://a'b/$HOME/"x"`,
      '-H',
      `Authorization: Bearer lk_'$(id)`,
      '--data-urlencode',
      'envName=<envName>',
    ])
  })
})
