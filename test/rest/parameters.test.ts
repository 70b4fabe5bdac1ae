import { describe, expect, test } from 'vitest'
import { startTestServer } from '../support/server.ts'
import { anEnvironment } from './an-environment.ts'
import { sendRaw } from './send-raw.ts'

const { url, rest, anAccount, aToken } = await startTestServer()

const owner = await anAccount()
const { session } = owner
const formType = 'application/x-www-form-urlencoded'

/** Stores a record and gives back what arrived of it. */
const create = '/1.0/data/base/rest/createobject'

async function send(
  query: string,
  {
    verb = 'GET',
    headers,
    body,
  }: { verb?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
) {
  const { status, text } = await sendRaw(url, create + query, { verb, headers, body })
  return { status, body: JSON.parse(text) }
}

const data = (name: string) => encodeURIComponent(JSON.stringify({ name }))

describe('parameters are taken', () => {
  test('from the query', async () => {
    const { body } = await send(`?session=${session}&type=Note&data=${data('a')}`)
    expect(body).toMatchObject({ result: 0, object: { name: 'a', developer: owner.uid } })
  })

  test('from a form', async () => {
    const { body } = await send('', {
      verb: 'POST',
      headers: { 'content-type': `${formType}; charset=UTF-8` },
      body: `session=${session}&type=Note&data=${data('b')}`,
    })
    expect(body).toMatchObject({ result: 0, object: { name: 'b' } })
  })

  test('from the parts of a multipart form', async () => {
    const form = new FormData()
    form.set('session', session)
    form.set('type', 'Note')
    form.set('data', JSON.stringify({ name: 'ç' }))
    expect((await rest(create, form)).body).toMatchObject({ result: 0, object: { name: 'ç' } })
  })

  test('from a part that says that it is JSON', async () => {
    const form = new FormData()
    form.set('session', session)
    form.set('type', 'Note')
    const part = '--X\r\nContent-Disposition: form-data; name='
    const { text } = await sendRaw(url, create, {
      verb: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=X' },
      body:
        `${part}"session"\r\n\r\n${session}\r\n${part}"type"\r\n\r\nNote\r\n` +
        `${part}"data"\r\nContent-Type: application/json\r\n\r\n{"name":"typed"}\r\n--X--\r\n`,
    })
    expect(JSON.parse(text)).toMatchObject({ result: 0, object: { name: 'typed' } })
  })

  test('from the query and a form together', async () => {
    const { body } = await send(`?session=${session}&type=Note`, {
      verb: 'POST',
      headers: { 'content-type': formType },
      body: `data=${data('d')}`,
    })
    expect(body).toMatchObject({ result: 0, object: { name: 'd' } })
  })

  test('from the query and a multipart form together', async () => {
    const form = new FormData()
    form.set('data', JSON.stringify({ name: 'e' }))
    const { body } = await rest(`${create}?session=${session}&type=Note`, form)
    expect(body).toMatchObject({ result: 0, object: { name: 'e' } })
  })

  test('from the query of a POST without a body, even if it names a content type', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': '0' }
    const { body } = await send(`?session=${session}&type=Note&data=${data('f')}`, { verb: 'POST', headers })
    expect(body).toMatchObject({ result: 0, object: { name: 'f' } })
  })

  test('from the query of a GET that names a content type for its missing body', async () => {
    const { value } = await aToken({ methods: ['data.base.CreateObject'] }, owner)
    const headers = { 'content-type': 'application/json' }
    const { body } = await send(`?session=${value}&type=Note&data=${data('g')}`, { headers })
    expect(body).toMatchObject({ result: 0, object: { name: 'g' } })
  })

  test.each(['SESSION', 'Session', 'session'])(
    'without regard to the case of their names: %s',
    async (name) => {
      const { body } = await send(`?${name}=${session}&TYPE=Note&dAtA=${data('h')}`)
      expect(body).toMatchObject({ result: 0, object: { name: 'h' } })
    },
  )

  test.each([
    ['a plus as a space', `'one+two'`, 'one two'],
    ['%20 as a space', `'one%20two'`, 'one two'],
    ['%2B as a plus', `'one%2Btwo'`, 'one+two'],
    ['percent-encoded UTF-8', `'Gr%C3%BC%C3%9Fe%20%F0%9F%9A%80'`, 'Grüße 🚀'],
    ['an equals sign', `'a=b'`, 'a=b'],
  ])('decoded: %s', async (_what, name, read) => {
    const text = `session=${session}&type=Note&data={'name':${name}}`
    expect((await send(`?${text}`)).body).toMatchObject({ object: { name: read } })

    const form = { verb: 'POST', headers: { 'content-type': formType }, body: text }
    expect((await send('', form)).body).toMatchObject({ object: { name: read } })
  })

  test('and UTF-8 may come as it is in a form', async () => {
    const body = `session=${session}&type=Note&data={"name":"Grüße 🚀"}`
    const answer = await send('', { verb: 'POST', headers: { 'content-type': formType }, body })
    expect(answer.body).toMatchObject({ object: { name: 'Grüße 🚀' } })
  })
})

describe('text in another encoding than UTF-8 is refused', () => {
  const note = `session=${session}&type=Note&data=`
  const post = (type: string, body: string | Buffer) =>
    send('', { verb: 'POST', headers: { 'content-type': type }, body })
  const notUtf8 = { result: 3, error: 'invalid parameter [data]: it is not UTF-8. Send it in that encoding.' }

  test.each([
    ['half of a character', 'B%C3ro'],
    ['Latin-1', 'B%FCro'],
    ['Latin-1, after UTF-8', 'B%C3%BCro%20B%fcro'],
    ['half of a surrogate pair', 'B%ED%A0%80ro'],
    ['more bytes than it takes', 'B%C0%AFro'],
    ['after a percent sign that is no escape', '100%%FC'],
  ])('in escapes of the query or of a form: %s', async (_what, name) => {
    const sent = `${note}{'name':'${name}'}`
    expect((await send(`?${sent}`)).body).toMatchObject(notUtf8)
    expect((await post(formType, sent)).body).toMatchObject(notUtf8)
  })

  test('in the name of a parameter', async () => {
    const { body } = await send(`?${note}{}&B%FCro=1`)
    expect(body).toMatchObject({ result: 3, error: expect.stringContaining('name') })
  })

  test('in a part of a multipart form that names no charset', async () => {
    const part = (name: string, type = '') =>
      `--X\r\nContent-Disposition: form-data; name="${name}"\r\n${type}\r\n`
    const sent = (type: string) =>
      Buffer.from(
        `${part('session')}${session}\r\n${part('type')}Note\r\n` +
          `${part('data', type)}{"name":"B\xfcro"}\r\n--X--\r\n`,
        'latin1',
      )
    const multipart = 'multipart/form-data; boundary=X'
    for (const type of ['', 'Content-Type: application/json\r\n']) {
      expect((await post(multipart, sent(type))).body).toMatchObject({
        result: 3,
        error: expect.stringMatching(/^invalid parameter \[data\]: .*UTF-8/),
      })
    }
    const latin1 = sent('Content-Type: text/plain; charset=ISO-8859-1\r\n')
    expect((await post(multipart, latin1)).body).toMatchObject({ result: 0, object: { name: 'Büro' } })
  })

  test('in the name of a file', async () => {
    const upload = async (filename: string) => {
      const sent =
        `--X\r\nContent-Disposition: form-data; name="session"\r\n\r\n${session}\r\n` +
        `--X\r\nContent-Disposition: form-data; name="fid"\r\n\r\n123456\r\n` +
        `--X\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\n\r\ndata\r\n--X--\r\n`
      const response = await fetch(`${url}/1.0/storage/uploader/rest/upload`, {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=X' },
        body: Buffer.from(sent, 'latin1'),
      })
      return (await response.json()) as { result: number; name?: string; error?: string }
    }
    expect(await upload('B\xfcro.war')).toMatchObject({
      result: 3,
      error: expect.stringMatching(/^invalid parameter \[file\]: .*UTF-8/),
    })
    expect(await upload(Buffer.from('Büro.war').toString('latin1'))).toMatchObject({
      result: 0,
      name: 'Büro.war',
    })
  })

  test.each(['utf-16', 'windows-1252', 'utf-7', 'x'])(
    'in a form whose content type says so: %s',
    async (charset) => {
      const { status, body } = await post(`${formType}; charset=${charset}`, `${note}{'name':'a'}`)
      expect(status).toBe(415)
      expect(body).toEqual({ result: 3, error: expect.stringContaining('UTF-8'), source: 'latchkey' })
    },
  )

  test("but for ISO-8859-1, which Java's clients name by themselves, where it makes no difference", async () => {
    for (const charset of ['ISO-8859-1', '"iso-8859-1"']) {
      const type = `${formType};charset=${charset}`
      const { body } = await post(type, `${note}%7B'name':'a%2Bb'}`)
      expect(body).toMatchObject({ result: 0, object: { name: 'a+b' } })
      for (const name of ['B%FCro', 'B%C3%BCro', 'Büro']) {
        const refused = await post(type, `${note}{'name':'${name}'}`)
        expect(refused).toMatchObject({ status: 415, body: { result: 3 } })
      }
    }
  })

  test.each(['UTF-8', '"utf-8"', "'UTF-8'", 'Utf8 ;', 'UTF-8;', 'us-ascii', ''])(
    'and a content type may say that it is UTF-8: charset=%s',
    async (charset) => {
      const { body } = await post(`${formType}; charset=${charset}`, `${note}{'name':'Büro B%C3%BCro'}`)
      expect(body).toMatchObject({ result: 0, object: { name: 'Büro Büro' } })
    },
  )

  test('and what it is often read as is a character like others', async () => {
    for (const name of ['\ufffd', '%EF%BF%BD', '%EF%BF%BD%']) {
      const { body } = await post(formType, `${note}{'name':'${name}'}`)
      expect(body).toMatchObject({ result: 0, object: { name: expect.stringContaining('\ufffd') } })
    }
  })
})

test('text that begins like JSON and cannot be read is refused, not taken for a name', async () => {
  const envName = await anEnvironment({ rest }, owner)
  const control = (method: string, parameters: Record<string, string>) =>
    rest(`environment/control/rest/${method}`, { session, envName, ...parameters })
  const groups = async () => (await control('getenvinfo', {})).body.envGroups

  expect((await control('setenvgroup', { envGroups: "['a', 'b']" })).body).toEqual({ result: 0 })
  for (const envGroups of ['["c","d', '{c']) {
    expect((await control('setenvgroup', { envGroups })).body).toMatchObject({
      result: 3,
      error: expect.stringContaining('invalid parameter [envGroups]'),
    })
  }
  expect(await groups()).toEqual(['a', 'b'])
})

test('an empty value counts as absent', async () => {
  const { body } = await send(`?session=${session}&type=Note&data=&froms&unknown=`)
  expect(body.object).toEqual({
    id: expect.any(Number),
    developer: owner.uid,
    uploadDate: expect.any(Number),
  })

  for (const sent of ['type=Note&TYPE=', 'type=&Type=Note', 'type=&type=Note&type=']) {
    const beside = await send(`?session=${session}&${sent}&data=${data('x')}`)
    expect(beside.body).toMatchObject({ result: 0, object: { name: 'x' } })
  }

  const missing = await send(`?session=${session}&type=&type=&data=${data('x')}`)
  expect(missing.body).toMatchObject({
    result: 3,
    error: expect.stringContaining('invalid parameter [type]'),
  })
})

test.each(['appid', 'ruk', 'lang', 'charset', 'hx_lang', 'actionkey', 'APPID'])(
  'the parameter %s of the protocol means nothing, even twice',
  async (name) => {
    const { body } = await rest('users/account/rest/getuserinfo', [
      ['session', session],
      [name, '1dd8d191d38fff45e62564fcf67fdcd6'],
      [name, 'cluster'],
    ])
    expect(body).toMatchObject({ result: 0, uid: owner.uid })
  },
)

test('one that the method itself knows is its own', async () => {
  const { body } = await rest('environment/control/rest/changetopology', [
    ['session', session],
    ['actionkey', 'a'],
    ['actionkey', 'b'],
  ])
  expect(body).toMatchObject({ result: 3, error: expect.stringContaining('invalid parameter [actionkey]') })
})

describe('a parameter that is there twice is refused', () => {
  test.each([
    ['in the query', `?session=${session}&type=Note&type=Note`, ''],
    ['in the form', `?session=${session}`, 'type=Note&type=Other'],
    ['in both', `?session=${session}&type=Note`, 'type=Other'],
    ['in another case', `?session=${session}&type=Note`, 'TYPE=Other'],
  ])('%s', async (_where, query, body) => {
    const answer = await send(query, { verb: 'POST', headers: { 'content-type': formType }, body })
    expect(answer).toMatchObject({
      status: 200,
      body: { result: 3, error: expect.stringMatching(/^invalid parameter \[type\]: .*twice/i) },
    })
  })

  test('though lists may be repeated', async () => {
    const { body } = await rest('users/authentication/rest/createtoken', [
      ['session', session],
      ['password', owner.password],
      ['description', 'repeats'],
      ['apiList', 'environment.control.StopEnv'],
      ['apiList', 'environment.control.StartEnv'],
    ])
    expect(body.token.apiListItems.map(({ method }: { method: string }) => method)).toEqual([
      'environment.control.StartEnv',
      'environment.control.StopEnv',
    ])

    const other = await aToken({ methods: ['environment.control.StopEnv'] }, owner)
    const removed = await rest('users/authentication/rest/deletetokens', [
      ['session', session],
      ['password', owner.password],
      ['ids', body.token.id],
      ['ids', other.id],
    ])
    expect(removed.body).toEqual({ result: 0 })
    const { body: left } = await rest('users/authentication/rest/gettokens', [
      ['session', session],
      ['ids', body.token.id],
      ['ids', other.id],
    ])
    expect(left.apiTokens).toEqual([])
  })
})

describe('one credential', () => {
  const info = '/1.0/users/account/rest/getuserinfo'
  const ok = { result: 0, uid: owner.uid }

  const tellsOfTwo = { result: 3, error: expect.stringMatching(/two|twice/) }

  test('may come as Authorization: Bearer alone', async () => {
    const { value } = await aToken({ methods: ['users.account.GetUserInfo'] }, owner)
    for (const credential of [session, value]) {
      const { text } = await sendRaw(url, info, { headers: { authorization: `Bearer ${credential}` } })
      expect(JSON.parse(text)).toMatchObject(ok)
    }
  })

  test('may come with an empty session beside it', async () => {
    const { text } = await sendRaw(url, `${info}?session=`, {
      headers: { authorization: `bearer ${session}` },
    })
    expect(JSON.parse(text)).toMatchObject(ok)
  })

  test.each([
    ['the query', `?session=&session=${session}`, ''],
    ['query and form', '?session=', `Session=${session}`],
    ['form and query', `?session=${session}`, 'session='],
  ])('may stand beside an empty one, in %s', async (_where, query, body) => {
    const { text } = await sendRaw(url, info + query, {
      verb: 'POST',
      headers: { 'content-type': formType },
      body,
    })
    expect(JSON.parse(text)).toMatchObject(ok)
  })

  test('may stand in a part beside an empty one in the query', async () => {
    const form = new FormData()
    form.set('session', session)
    expect((await rest(`${info}?session=`, form)).body).toMatchObject(ok)
  })

  test.each([
    ['the query', `?session=${session}&session=${session}`, ''],
    ['the form', '', `session=${session}&session=x`],
    ['query and form', `?session=${session}`, `Session=${session}`],
  ])('is refused when it is there twice: in %s', async (_where, query, body) => {
    const { text } = await sendRaw(url, info + query, {
      verb: 'POST',
      headers: { 'content-type': formType },
      body,
    })
    expect(JSON.parse(text)).toMatchObject({ result: 3, error: expect.stringContaining('[session]') })
    expect(text).not.toContain(session)
  })

  test('is refused when it is in the query and in the header, even if it is the same', async () => {
    const { text } = await sendRaw(url, `${info}?session=${session}`, {
      headers: { authorization: `Bearer ${session}` },
    })
    expect(JSON.parse(text)).toMatchObject(tellsOfTwo)
  })

  test('is refused when there are two headers', async () => {
    const { text } = await sendRaw(url, info, {
      headers: { Authorization: [`Bearer ${session}`, `Bearer ${session}`] },
    })
    expect(JSON.parse(text)).toMatchObject(tellsOfTwo)
  })

  test.each(['Basic YTpi', 'Bearer', 'Bearer a b', 'Bearer a,b', 'Token abc'])(
    'is refused in another form: %s',
    async (authorization) => {
      const { text } = await sendRaw(url, info, { headers: { authorization } })
      expect(JSON.parse(text)).toMatchObject({ result: 702, error: expect.stringContaining('Authorization') })
    },
  )

  test.each(['Basic YTpi', 'Negotiate abc', 'Token abc'])(
    'is found in the parameter beside a header that a tool adds by itself: %s',
    async (authorization) => {
      const inQuery = await sendRaw(url, `${info}?session=${session}`, { headers: { authorization } })
      expect(JSON.parse(inQuery.text)).toMatchObject(ok)

      const form = new FormData()
      form.set('session', session)
      const { body } = await rest(info, form, { headers: { authorization } })
      expect(body).toMatchObject(ok)
    },
  )

  test.each(['Bearer', 'Bearer a b', 'bearer a,b'])(
    'is not found in the parameter beside one that is meant for us: %s',
    async (authorization) => {
      const { text } = await sendRaw(url, `${info}?session=${session}`, { headers: { authorization } })
      expect(JSON.parse(text)).toMatchObject({ result: 702, error: expect.stringContaining('Authorization') })
    },
  )

  test('is not found in a multipart form without one', async () => {
    const form = new FormData()
    form.set('fid', '1')
    const { body } = await rest(info, form, { headers: { authorization: 'Basic YTpi' } })
    expect(body).toMatchObject({ result: 702, error: expect.stringContaining('Authorization') })
  })

  test('is never taken from a cookie', async () => {
    for (const name of ['session', 'latchkey_session', '__Host-latchkey_session', 'JSESSIONID']) {
      const { text, headers } = await sendRaw(url, info, { headers: { cookie: `${name}=${session}` } })
      expect(JSON.parse(text)).toMatchObject({
        result: 3,
        error: expect.stringContaining('invalid parameter [session]'),
      })
      expect(headers['set-cookie']).toBeUndefined()
    }
  })

  test('is not disturbed by the cookie of somebody else', async () => {
    const other = await anAccount()
    const { text } = await sendRaw(url, `${info}?session=${session}`, {
      headers: { cookie: `latchkey_session=${other.session}` },
    })
    expect(JSON.parse(text)).toMatchObject(ok)
  })

  test('is not taken from a file', async () => {
    const form = new FormData()
    form.set('fid', '1')
    form.set('session', new File([session], 'session.txt'))
    const { body } = await rest('storage/uploader/rest/upload', form)
    expect(body).toMatchObject({ result: 3, error: expect.stringContaining('[session]') })
  })
})

describe('a body that is no form is refused', () => {
  test.each(['application/json', 'text/plain', 'application/xml', 'application/octet-stream', 'nonsense'])(
    'of type %s',
    async (type) => {
      const answer = await sendRaw(url, `/1.0/environment/control/rest/stopenv?session=${session}`, {
        verb: 'POST',
        headers: { 'content-type': type },
        body: type === 'application/json' ? '{"envName":"shop"}' : 'envName=shop',
      })
      expect(answer.status).toBe(415)
      expect(answer.headers['content-type']).toBe('application/json;charset=UTF-8')
      expect(JSON.parse(answer.text)).toEqual({
        result: 3,
        error: expect.stringContaining('form'),
        source: 'latchkey',
      })
    },
  )

  test('and so is one of no type', async () => {
    const { status, text } = await sendRaw(url, create, { verb: 'POST', body: 'type=Note' })
    expect(status).toBe(415)
    expect(JSON.parse(text)).toMatchObject({ result: 3 })
  })
})

describe('too much is refused', () => {
  test('a form of more than 64 KB', async () => {
    const form = (length: number) => ({
      verb: 'POST',
      headers: { 'content-type': formType },
      body: `session=${session}&type=Note&note=`.padEnd(length, 'x'),
    })
    const tooLarge = await send('', form(64 * 1024 + 1))
    expect(tooLarge).toMatchObject({
      status: 413,
      body: { result: 3, error: expect.stringContaining('64 KB') },
    })

    expect((await send('', form(64 * 1024))).body).toMatchObject({ result: 0 })
  })

  test('a part of a multipart form of more than 64 KB', async () => {
    const form = new FormData()
    form.set('session', session)
    form.set('type', 'Note')
    form.set('note', 'x'.repeat(64 * 1024 + 1))
    expect(await rest(create, form)).toMatchObject({
      status: 413,
      body: {
        result: 3,
        error: 'It is larger than 64 KB, the most that this server takes. Send something smaller.',
      },
    })
  })

  test('more than 200 parameters', async () => {
    const many = Array.from({ length: 200 }, (_, index) => `p${index}=1`).join('&')
    const { body } = await send(`?session=${session}&type=Note&${many}`)
    expect(body).toMatchObject({ result: 3, error: expect.stringContaining('200') })
  })

  test('a name of more than 100 characters, or with a control character', async () => {
    for (const name of ['n'.repeat(101), 'na%00me', 'na%0ame']) {
      const { body } = await send(`?session=${session}&type=Note&${name}=1`)
      expect(body).toMatchObject({ result: 3, error: expect.stringContaining('name') })
    }
  })
})

test('a parameter called __proto__ is refused, wherever it stands', async () => {
  const info = `/1.0/users/account/rest/getuserinfo?session=${session}`
  const form = new FormData()
  form.set('__proto__', '{"x":1}')
  for (const sent of [
    await sendRaw(url, `${info}&__proto__={"x":1}`.replaceAll('"', '%22')),
    await sendRaw(url, `${info}&%5F_proto__=1`),
    await sendRaw(url, info, { verb: 'POST', headers: { 'content-type': formType }, body: '__proto__=1' }),
    await fetch(url + info, { method: 'POST', body: form }).then(async (answer) => ({
      status: answer.status,
      text: await answer.text(),
    })),
  ]) {
    expect(sent.status).toBe(200)
    expect(JSON.parse(sent.text)).toEqual({ result: 3, error: expect.any(String), source: 'latchkey' })
  }
})

test.each(['constructor', 'toString', 'hasOwnProperty'])(
  'a parameter called %s is a name like any other',
  async (name) => {
    const { body } = await rest('users/account/rest/getuserinfo', { session, [name]: '{"x":1}' })
    expect(body).toMatchObject({ result: 0, uid: owner.uid })
    const script = await send(`?session=${session}&type=Note&${name}=1`)
    expect(script.body).toMatchObject({ result: 0 })
    const archives = await rest('/deploy/createobject', [
      ['session', session],
      ['type', 'JDeploy'],
      [name, '1'],
    ])
    expect(archives.body).toMatchObject({ result: 0 })
    expect({}).not.toHaveProperty('x')
  },
)

test.each([
  ['users/authentication/rest/signin', { login: '\0', password: 'a password' }],
  ['users/authentication/rest/signin', { login: 'a@example.com', password: 'a\0password' }],
  ['users/authentication/rest/signin', { 'log\0in': 'a@example.com', password: 'a password' }],
  ['users/authentication/rest/gettokens', { session, ids: '\0' }],
  ['users/authentication/rest/signoutsessions', { session, ids: '\0' }],
  ['users/authentication/rest/edittoken', { session, password: owner.password, id: '\0' }],
  ['environment/control/rest/stopenv', { session, envName: '\0' }],
  ['users/account/rest/getuserinfo', { session: '\0' }],
])('a null byte is refused: %s %j', async (path, parameters) => {
  const { body } = await rest(path, parameters as unknown as Record<string, string>)
  expect(body).toEqual({ result: 3, error: expect.any(String), source: 'latchkey' })
})
