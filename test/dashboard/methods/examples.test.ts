import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import {
  documents,
  type ExampleMethod,
  graphqlCurlExample,
  graphqlExample,
  restExample,
} from '../../../src/dashboard/methods/examples.ts'
import { startTestServer } from '../../support/server.ts'

const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'))
const server = await startTestServer()
const { data } = await server.graphql(`{
  apiMethods { id path verbs access graphqlField parameters { name type required secret } }
}`)
const methods: ExampleMethod[] = data.apiMethods

/** Takes a line for the shell apart, as the shell does. */
function argumentsOf(line: string) {
  const output = execFileSync('sh', ['-c', line.replace(/^curl/, `printf '%s\\0'`)], {
    encoding: 'utf8',
    env: { LATCHKEY_TOKEN: 'the-token', LATCHKEY_SESSION: 'the-session' },
  })
  return output.split('\0').slice(0, -1)
}

test('the GraphQL example of every method is a valid operation', () => {
  expect(methods.length).toBeGreaterThan(300)
  for (const method of methods) {
    expect(
      validate(schema, parse(graphqlExample(method))).map(({ message }) => message),
      method.id,
    ).toEqual([])
  }
})

test('every method with a field of its own has an example of that field', () => {
  for (const { graphqlField } of methods) {
    if (graphqlField !== 'Mutation.callMethod') expect(documents, graphqlField).toHaveProperty([graphqlField])
  }
})

test('the REST example of every method names its address and the parameters that it needs', () => {
  for (const method of methods) {
    const line = argumentsOf(restExample(method, 'https://api.example.com'))
    expect(line, method.id).toContain(`https://api.example.com${method.path}`)
    for (const { name, required } of method.parameters) {
      const isNamed = line.some((argument) => argument.startsWith(`${name}=`))
      expect(isNamed, `${method.id} ${name}`).toBe(required && name !== 'session')
    }
  }
})

describe('an example as it stands on the page', () => {
  const stop = methods.find(({ id }) => id === 'environment.control.StopEnv')!

  test('of REST does what it says', async () => {
    const owner = await server.anAccount()
    const { value } = await server.aToken({ methods: [stop.id] }, owner)
    await server.graphql(
      'mutation { createEnvironment(environment: { name: "my-project", nodes: [{ type: "tomcat" }] }) { name } }',
      { as: owner.session },
    )

    const { body } = await send(argumentsOf(restExample(stop, server.url)), value)
    expect(body).toMatchObject({ result: 0 })

    const { body: started } = await send(
      argumentsOf(
        graphqlCurlExample(
          methods.find(({ id }) => id === 'environment.control.StartEnv')!,
          server.url,
        ),
      ),
      owner.session,
    )
    expect(started).toEqual({ data: { startEnvironment: { status: 'RUNNING' } } })
  })

  test('keeps a quote from ending the shell’s text', () => {
    const method = { ...stop, parameters: [{ name: "it's", type: 'string', required: true, secret: false }] }

    expect(argumentsOf(restExample(method, 'https://a.example'))).toContain("it's=<it's>")
  })

  test('sends a file as a form, and what needs POST by POST', () => {
    const upload = methods.find(({ id }) => id === 'storage.uploader.Upload')!
    expect(argumentsOf(restExample(upload, 'https://a.example'))).toContain('-F')

    const bare = { ...stop, verbs: ['POST'], parameters: [] }
    expect(argumentsOf(restExample(bare, 'https://a.example')).slice(0, 2)).toEqual(['-X', 'POST'])
  })
})

/** What curl would send. */
async function send(line: string[], credential: string) {
  const body = new URLSearchParams()
  const headers: Record<string, string> = {}
  let json: string | undefined
  for (let index = 1; index < line.length; index += 2) {
    const [flag, value] = [line[index]!, line[index + 1]!]
    if (flag === '-H') headers[value.split(': ')[0]!] = value.split(': ')[1]!
    else if (flag === '--data-urlencode') body.append(value.split('=')[0]!, value.split('=')[1]!)
    else if (flag === '--data') json = value
    else throw new Error(`unexpected ${flag}`)
  }
  headers.Authorization = headers.Authorization!.replace(/the-\w+/, credential)
  const response = await fetch(line[0]!, { method: 'POST', headers, body: json ?? body })
  return { body: (await response.json()) as unknown }
}
