import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { newNote } from '../../src/access/request-note.ts'
import { ApiError } from '../../src/errors.ts'
import { ForwardedAnswer } from '../../src/platform/forwarded-answer.ts'
import { readForm } from '../../src/rest/read-form.ts'
import { createReplies, errorEnvelope } from '../../src/rest/reply.ts'
import { sendRaw } from './send-raw.ts'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** A server that answers everything in one way. */
async function answering(answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const server = createServer((request, response) => void answer(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  stops.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const replies = () => createReplies({ 'x-of-all': 'yes' })

async function sent(answer: Parameters<ReturnType<typeof createReplies>['send']>[1]) {
  return sendRaw(await answering((_request, response) => replies().send(response, answer)), '/')
}

test('an envelope is written without null members, and with headers that keep it out of caches', async () => {
  const { status, headers, text } = await sent({
    result: 0,
    a: null,
    b: { c: null, d: 'null' },
    e: [1, null],
  })
  expect(status).toBe(200)
  expect(text).toBe('{"result":0,"b":{"d":"null"},"e":[1,null]}')
  expect(headers).toMatchObject({
    'content-type': 'application/json;charset=UTF-8',
    'cache-control': 'no-store, private',
    pragma: 'no-cache',
    'x-of-all': 'yes',
    'content-length': String(text.length),
  })
  expect((await sent({ result: 0, text: 'ü' })).text).toBe('{"result":0,"text":"ü"}')
})

test('what a platform answered is sent on as it wrote it, whole or in pieces', async () => {
  const text = '{ "result" : 0, "a":null }'
  for (const body of [Buffer.from(text), Readable.from([text.slice(0, 9), text.slice(9)])]) {
    const answer = await sent(new ForwardedAnswer(207, body))
    expect(answer).toMatchObject({ status: 207, text })
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json;charset=UTF-8',
      'x-of-all': 'yes',
    })
    expect(answer.headers['content-length']).toBe(Buffer.isBuffer(body) ? String(text.length) : undefined)
  }
})

test.each([
  [new ApiError('ENVIRONMENT_NOT_FOUND', 'Gone.'), 200, { result: 11, error: 'Gone.' }],
  [new ApiError('METHOD_NOT_FOUND', 'None.'), 404, { result: 5, error: 'None.' }],
  [new ApiError('NOT_FOUND', 'None.'), 200, { result: 5, error: 'None.' }],
  [
    new ApiError('OVERLOADED', 'Busy.', { retryAfter: 7 }),
    503,
    { result: 17, error: 'Busy.', retryAfter: 7 },
  ],
  [
    new ApiError('SIGN_IN_FAILED', 'Wrong.', { attemptsLeft: 0, parameter: 'code' }),
    200,
    { result: 701, error: 'Wrong.', attemptsLeft: 0 },
  ],
])('%s has the HTTP status that old clients can bear', async (error, status, envelope) => {
  let note
  const url = await answering((request, response) => {
    request.note = newNote('id', 'rest')
    replies().refuse(request, response, error, () => expect.unreachable())
    note = request.note.error
  })
  const answer = await sendRaw(url, '/')
  expect(answer.status).toBe(status)
  expect(JSON.parse(answer.text)).toEqual({ ...envelope, source: 'latchkey' })
  expect(answer.headers['retry-after']).toBe(error.details.retryAfter?.toString())
  expect(note).toBe(error.code)
})

test('a fault of ours is reported, and answered with the id to find it by alone', async () => {
  const faults: unknown[] = []
  const notes: unknown[] = []
  const fault = new Error('a secret of the database')
  const url = await answering((request, response) => {
    if (request.url === '/noted') request.note = newNote('id', 'rest')
    replies().refuse(request, response, fault, (error) => {
      faults.push(error)
      return 'the-id'
    })
    notes.push(request.note?.error)
  })
  for (const path of ['/noted', '/']) {
    const { status, text } = await sendRaw(url, path)
    expect(status).toBe(200)
    expect(JSON.parse(text)).toEqual({
      result: 99,
      error: 'Internal error. Tell your operator the request id the-id.',
      source: 'latchkey',
    })
  }
  expect(faults).toEqual([fault, fault])
  expect(notes).toEqual(['INTERNAL_SERVER_ERROR', undefined])
})

test('an error of the platform keeps its members, with a number as its result', () => {
  const envelope = (reply: object) =>
    errorEnvelope(new ApiError('NOT_FOUND', 'Ours.', { reply: reply as never }))
  expect(envelope({ result: '2330', error: 'Theirs.', more: 1 })).toEqual({
    source: 'platform',
    result: 2330,
    error: 'Theirs.',
    more: 1,
  })
  expect(envelope({ result: 'none', source: 'theirs' })).toEqual({
    source: 'theirs',
    result: 5,
    error: 'Ours.',
  })
})

test('an error of the platform repeats no credential in its sentence', () => {
  const error = `Nobody has the session ${'0a'.repeat(20)}.`
  const reply = { result: 701, error }
  expect(errorEnvelope(new ApiError('PLATFORM_ERROR', 'Ours.', { reply })).error).toBe(
    'Nobody has the session ********.',
  )
})

test('a form is what a POST carries as one; nothing at all is an empty form', async () => {
  const url = await answering(async (request, response) => {
    try {
      response.end(JSON.stringify(await readForm(request)))
    } catch (error) {
      request.resume()
      response.end((error as ApiError).code)
    }
  })
  const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  const post = async (headers: Record<string, string>, body?: string) =>
    (await sendRaw(url, '/', { verb: 'POST', headers, body })).text
  expect(await post(form, 'a=1')).toBe('"a=1"')
  expect(await post({ 'content-length': '0' })).toBe('""')
  expect(await post({ 'content-type': 'application/json', 'content-length': '0' })).toBe('""')
  expect(await post({ 'content-type': 'application/json' }, '{}')).toBe('UNSUPPORTED_MEDIA_TYPE')
  expect(await post({}, 'a=1')).toBe('UNSUPPORTED_MEDIA_TYPE')
  expect((await sendRaw(url, '/', { headers: form, body: 'a=1' })).text).toBe('""')
})
