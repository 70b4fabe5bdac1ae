import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { ApiError } from '../../src/errors.ts'
import { findMethod } from '../../src/methods/catalogue.ts'
import type { Part } from '../../src/rest/read-parts.ts'
import { hasSession, readRequest, sessionIn } from '../../src/rest/read-request.ts'

const stop = findMethod('environment.control.StopEnv')!
const at = (query: string) => ({ url: `/1.0/environment/control/rest/stopenv${query}` }) as IncomingMessage

function read(query: string, form = '', parts: Part[] = [], everything = false) {
  const { session, parameters } = readRequest(at(query), stop, form, parts, everything)
  return { session, parameters: { ...parameters } }
}

function refusal(query: string, form = '', parts: Part[] = []) {
  try {
    read(query, form, parts)
  } catch (error) {
    if (error instanceof ApiError) return { code: error.code, message: error.message, ...error.details }
    throw error
  }
  throw new Error('It was taken')
}

test('parameters come from the query, the form and the parts, and the session is not one of them', () => {
  expect(read('')).toEqual({ session: undefined, parameters: {} })
  expect(read('?envName=shop&session=abc')).toEqual({ session: 'abc', parameters: { envName: 'shop' } })
  expect(read('?a=1', 'b=2&SESSION=abc', [['c', '3']])).toEqual({
    session: 'abc',
    parameters: { a: '1', b: '2', c: '3' },
  })
  expect(read('?session=').session).toBeUndefined()
})

test('an empty one counts as absent beside another', () => {
  expect(read('?envName=&envname=shop&ids=&ids=1&session=', 'session=abc&ENVNAME=&ids=&ids=2')).toEqual({
    session: 'abc',
    parameters: { envName: 'shop', ids: ['1', '2'] },
  })
  expect(read('?envName=&envName=').parameters).toEqual({ envName: '' })
  expect(read('?lang=&lang=de', '', [], true).parameters).toEqual({ lang: 'de' })
  expect(refusal('?envName=a&envName=&envName=b').message).toContain('it is there twice')
  expect(refusal('?session=a&session=&session=b').code).toBe('AMBIGUOUS_CREDENTIALS')
  expect(sessionIn(at('?session='), 'Session=abc&session=')).toBe('abc')
})

test('what old clients send with every call is left out, but for a platform behind', () => {
  const query = '?appid=1&ruk=2&Lang=en&charset=u&hx_lang=en&actionkey=x&envName=shop'
  expect(read(query).parameters).toEqual({ envName: 'shop' })
  expect(read(query, '', [], true).parameters).toMatchObject({ appid: '1', Lang: 'en', envName: 'shop' })
  const withLang = findMethod('marketplace.app.GetList')!
  const { parameters } = readRequest(at('?LANG=de&ruk=2'), withLang, '', [], false)
  expect({ ...parameters }).toEqual({ LANG: 'de' })
})

test('what means nothing may be there twice; a platform is given the first', () => {
  const [query, form] = ['?appid=1&lang=en&envName=shop', 'APPID=2&lang=de']
  expect(read(query, form).parameters).toEqual({ envName: 'shop' })
  expect(read(query, form, [], true).parameters).toEqual({ appid: '1', lang: 'en', envName: 'shop' })
  const withLang = findMethod('marketplace.app.GetList')!
  expect(() => readRequest(at(query), withLang, form, [], true)).toThrow('[lang]: it is there twice')
})

test('only lists may be repeated', () => {
  expect(read('?apiList=a&apilist=b&ids=1', 'ids=2').parameters).toEqual({
    apiList: ['a', 'b'],
    ids: ['1', '2'],
  })
  expect(refusal('?envName=a', 'envname=b')).toEqual({
    code: 'BAD_USER_INPUT',
    message: 'invalid parameter [envName]: it is there twice. Send it once.',
    parameter: 'envName',
  })
  expect(refusal('?session=a', 'Session=b').code).toBe('AMBIGUOUS_CREDENTIALS')
})

test('names and numbers have an end', () => {
  const many = (number: number) => `?${Array.from({ length: number }, (_, index) => `p${index}=`).join('&')}`
  expect(Object.keys(read(many(200)).parameters)).toHaveLength(200)
  expect(refusal(many(201)).message).toBe('There are more than 200 parameters. Send fewer.')
  expect(read(`?${'n'.repeat(100)}=1`).parameters).toEqual({ ['n'.repeat(100)]: '1' })
  for (const name of ['n'.repeat(101), '__proto__', 'a%00b', 'a%1fb', 'a%7fb', 'a%C2%9Fb']) {
    expect(refusal(`?${name}=1`), name).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'A parameter has a name that no method takes. Leave it out.',
    })
  }
  expect(refusal('?envName=a%00b')).toEqual({
    code: 'BAD_USER_INPUT',
    message: 'invalid parameter [envName]: it has a null byte. Leave it out.',
    parameter: 'envName',
  })
})

test('a session is seen in the query and in parts, under any spelling, unless it is empty', () => {
  expect(hasSession(at('?envName=shop&Session=abc'), [])).toBe(true)
  expect(
    hasSession(at('?envName=shop'), [
      ['fid', '1'],
      ['session', 'abc'],
    ]),
  ).toBe(true)
  expect(hasSession(at('?envName=shop&session='), [['fid', '1']])).toBe(false)
  expect(hasSession(at(''), [])).toBe(false)
})
