import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findScriptAddress } from '../../src/rest/script-addresses.ts'
import { startTestServer, type TestAccount } from '../support/server.ts'
import { anEnvironment } from './an-environment.ts'
import { sendRaw } from './send-raw.ts'

const server = await startTestServer({ UPLOAD_LIMIT_MB: '1' })

/** Of this server alone. */
const temporaryFolder = await mkdtemp(join(tmpdir(), 'latchkey-test-'))
const { TMPDIR } = process.env
process.env.TMPDIR = temporaryFolder
afterAll(async () => {
  if (TMPDIR === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = TMPDIR
  await rm(temporaryFolder, { recursive: true })
})
const temporaryFiles = () => readdir(temporaryFolder)

const { url, rest, sql, anAccount, aToken } = server

const upload = '/1.0/storage/uploader/rest/upload'

/** The parts in the order in which the Maven plugin sends them, unless told otherwise. */
function uploadForm(
  session: string,
  content: string | Uint8Array,
  name = 'shop.war',
  order = ['fid', 'session', 'file'],
) {
  const form = new FormData()
  for (const part of order) {
    if (part === 'file') form.append(part, new File([content], name))
    else form.append(part, part === 'fid' ? '123456' : session)
  }
  return form
}

test('the Maven plugin builds, uploads, registers, tidies up, deploys and signs out', async () => {
  const owner = await anAccount()
  await anEnvironment(server, owner, 'my-project')
  const { value: session } = await aToken({ apiSet: 'MAVEN_PLUGIN' }, owner)

  const { body: uploaded } = await rest(upload, uploadForm(session, 'the archive'))
  expect(uploaded).toEqual({
    result: 0,
    file: expect.stringMatching(/^https?:\/\/\S+\/shop\.war$/),
    name: 'shop.war',
    size: 11,
  })

  const register = (comment: string) =>
    rest('/deploy/createobject', {
      charset: 'UTF-8',
      session,
      type: 'JDeploy',
      data: `{'name':'${uploaded.name}', 'archive':'${uploaded.file}', 'link':0, 'size':${uploaded.size}, 'comment':'${comment}'}`,
    })
  const { body: registered } = await register('Uploaded by Jelastic Maven plugin. Größe')
  expect(registered).toMatchObject({
    result: 0,
    response: { result: 0, object: { id: expect.any(Number), developer: owner.uid } },
  })
  await register('Uploaded by Jelastic Maven plugin')

  const archives = () => rest('/GetArchives', { charset: 'UTF-8', session })
  const { body: listed } = await archives()
  expect(listed).toMatchObject({ result: 0, response: { result: 0 } })
  expect(listed.response.objects).toHaveLength(2)
  expect(listed.response.objects[0]).toMatchObject({
    id: registered.response.object.id,
    name: 'shop.war',
    archive: uploaded.file,
    link: 0,
    size: 11,
    comment: 'Uploaded by Jelastic Maven plugin. Größe',
  })

  const deployed = await sendRaw(
    url,
    `/deploy/DeployArchive?${new URLSearchParams({
      charset: 'UTF-8',
      session,
      archiveUri: uploaded.file,
      archiveName: uploaded.name,
      newContext: 'ROOT',
      domain: 'my-project',
    })}&nodeGroup`,
  )
  expect(deployed.status).toBe(200)
  expect(JSON.parse(deployed.text)).toMatchObject({
    result: 0,
    response: { result: 0, responses: [{ out: expect.stringContaining('shop.war'), result: 0 }] },
  })

  const oldest = String(registered.response.object.id)
  const { body: deleted } = await rest('/DeleteArchive', { charset: 'UTF-8', session, id: oldest })
  expect(deleted).toMatchObject({ result: 0, response: { result: 0 } })
  expect((await archives()).body.response.objects).toHaveLength(1)

  const query = new URLSearchParams({ charset: 'UTF-8', session })
  const signedOut = await sendRaw(url, `/users/authentication/rest/signout?${query}`)
  expect(signedOut).toMatchObject({ status: 200, text: '{"result":0}' })
  expect((await archives()).body.result).toBe(0)

  const { body: info } = await rest('environment/control/rest/getenvinfo', {
    session: owner.session,
    envName: 'my-project',
  })
  expect(JSON.stringify(info.nodeGroups)).toContain('shop.war')
})

describe('the script addresses', async () => {
  const owner = await anAccount()
  await anEnvironment(server, owner)
  const { session } = owner

  test('take their parameters in any case', async () => {
    const { body } = await rest('/deploy/createobject', {
      SESSION: session,
      Type: 'JDeploy',
      DATA: "{'name':'any.war'}",
    })
    expect(body).toMatchObject({ result: 0, response: { object: { name: 'any.war' } } })

    for (const names of [
      ['archiveUri', 'archiveName', 'newContext', 'domain', 'nodeGroup'],
      ['archiveuri', 'archivename', 'newcontext', 'domain', 'nodegroup'],
      ['ARCHIVEURI', 'ARCHIVENAME', 'NEWCONTEXT', 'DOMAIN', 'NODEGROUP'],
    ]) {
      const values = ['https://example.com/a.war', 'a.war', 'ctx', 'shop', 'cp']
      const { body } = await rest('/deploy/DeployArchive', [
        ['session', session],
        ...names.map((name, index): [string, string] => [name, values[index]!]),
      ])
      expect(body, names.join()).toMatchObject({ result: 0, response: { result: 0 } })
      expect(body.response.responses[0].out).toContain('ctx')
    }
  })

  test('take the whole domain of an environment, and hooks', async () => {
    const { body } = await rest('/deploy/deployarchive', {
      session,
      archiveUri: 'https://example.com/a.war',
      archiveName: 'a.war',
      domain: 'shop.u1.sandbox.localhost',
      preDeployHook: 'echo "before"\necho \'it\'',
      postDeployHook: 'echo after',
    })
    expect(body).toMatchObject({ result: 0, response: { result: 0 } })
  })

  test('answer in two layers, whether or not the method does', () => {
    const { reply } = findScriptAddress('/getarchives')!
    const twoLayers = { result: 0, response: { result: 0, objects: [1] } }
    expect(reply({ result: 0, objects: [1] })).toEqual(twoLayers)
    expect(reply(twoLayers)).toEqual(twoLayers)
  })

  test('answer errors as every address does', async () => {
    const deploy = { session, archiveUri: 'https://example.com/a.war', archiveName: 'a.war' }
    expect((await rest('/deploy/DeployArchive', { ...deploy, domain: 'nowhere' })).body).toMatchObject({
      result: 11,
      error: expect.any(String),
    })
    for (const [sent, wrong] of [
      [deploy, 'domain'],
      [{ ...deploy, domain: 'shop', archiveUri: '' }, 'archiveUri'],
      [{ ...deploy, domain: 'shop', archiveName: '' }, 'archiveName'],
      [{ ...deploy, domain: 'shop', newContext: 'a b' }, 'newContext'],
    ] as const) {
      expect((await rest('/deploy/DeployArchive', sent)).body).toMatchObject({
        result: 3,
        error: expect.stringContaining(`invalid parameter [${wrong}]: `),
      })
    }
    expect((await rest('/DeleteArchive', { session, id: '2147483647' })).body).toMatchObject({ result: 5 })
    expect((await rest('/GetArchives', {})).body).toMatchObject({
      result: 3,
      error: expect.stringContaining('[session]'),
    })
  })

  test("list and delete archives only, and only the caller's", async () => {
    const stranger = await anAccount()
    const note = await anObject(stranger, 'Note')
    const archive = await anObject(stranger, 'JDeploy')

    const { body } = await rest('/GetArchives', { session: stranger.session, type: 'Note' })
    expect(body.response.objects.map(({ id }: { id: number }) => id)).toEqual([archive])
    for (const [who, id] of [
      [stranger, note],
      [owner, archive],
    ] as const) {
      const answer = await rest('/DeleteArchive', { session: who.session, id: String(id), type: 'Note' })
      expect(answer.body.result).toBe(5)
    }
  })

  async function anObject(who: TestAccount, type: string): Promise<number> {
    const { body } = await rest('data/base/rest/createobject', { session: who.session, type })
    return body.object.id
  }

  test.each([
    ['/deploy/createobject', 'data.base.CreateObject', { type: 'JDeploy' }],
    ['/GetArchives', 'data.base.GetObjects', {}],
    ['/DeleteArchive', 'data.base.DeleteObject', { id: '1' }],
    ['/deploy/DeployArchive', 'environment.deployment.DeployArchive', { domain: 'shop' }],
  ])('open to whoever may call the method behind: %s', async (address, method, parameters) => {
    const { value } = await aToken({ methods: ['environment.control.GetEnvs'] }, owner)
    expect((await rest(address, { session: value, ...parameters })).body).toMatchObject({
      result: 8202,
      error: expect.stringContaining(method),
    })
    const holder = await aToken({ methods: [method] }, owner)
    expect((await rest(address, { session: holder.value, ...parameters })).body.result).not.toBe(8202)
  })
})

describe('an upload', async () => {
  const { session } = await anAccount()
  const stored = async () => (await sql`select count(*)::int from uploads`)[0]!.count as number

  test('may come before its credential', async () => {
    const form = uploadForm(session, 'content', 'a.war', ['file', 'session', 'fid'])
    expect((await rest(upload, form)).body).toMatchObject({ result: 0, size: 7 })
  })

  test('is kept byte for byte up to the limit, and leaves nothing behind on the disk', async () => {
    const content = new Uint8Array(1024 * 1024).map((_, index) => (index * 7) % 256)
    const { body } = await rest(upload, uploadForm(session, content, 'limit.war'))
    expect(body).toMatchObject({ result: 0, name: 'limit.war', size: content.length })

    const id = /\/uploads\/([^/]+)\//.exec(body.file)![1]!
    const chunks = await sql`select content from upload_chunks where upload_id = ${id} order by position`
    expect(Buffer.concat(chunks.map(({ content }) => content as Buffer)).equals(content)).toBe(true)
    expect(await temporaryFiles()).toEqual([])
  })

  test.each([1, 5 * 1024 * 1024])('over the limit by %i bytes is refused', async (more) => {
    const before = await stored()
    const form = uploadForm(session, new Uint8Array(1024 * 1024 + more), 'large.war')
    const { status, headers, body } = await rest(upload, form)

    expect(status).toBe(413)
    expect(headers.get('content-type')).toBe('application/json;charset=UTF-8')
    expect(body).toEqual({ result: 3, error: expect.stringContaining('1 MB'), source: 'latchkey' })
    expect(await stored()).toBe(before)
    expect(await temporaryFiles()).toEqual([])
  })

  test('is not kept for a caller who may not upload', async () => {
    const before = await stored()
    const { value } = await aToken({ methods: ['data.base.GetObjects'] })
    expect((await rest(upload, uploadForm(value, 'x'))).body).toMatchObject({
      result: 8202,
      error: expect.stringContaining('storage.uploader.Upload'),
    })
    expect((await rest(upload, uploadForm('nobody', 'x'))).body.result).toBe(702)
    expect((await rest(upload, uploadForm('', 'x'))).body).toMatchObject({
      result: 3,
      error: expect.stringContaining('[session]'),
    })
    expect(await stored()).toBe(before)
    expect(await temporaryFiles()).toEqual([])
  })

  test('is one file', async () => {
    const form = uploadForm(session, 'x')
    form.append('file', new File(['y'], 'second.war'))
    expect((await rest(upload, form)).body).toMatchObject({
      result: 3,
      error: 'The form cannot be read. Send one file and at most 200 other parts as multipart/form-data.',
    })
    expect(await temporaryFiles()).toEqual([])
  })

  test('is taken by the method for it and by no other', async () => {
    const form = new FormData()
    form.set('session', session)
    form.set('file', new File(['x'], 'a.war'))
    expect((await rest('users/account/rest/getuserinfo', form)).body).toMatchObject({
      result: 3,
      error: expect.stringContaining('no file'),
    })
  })

  test('is a file, not a text', async () => {
    const parameters = { session, fid: '1', file: 'content' }
    expect((await rest(upload, parameters)).body).toMatchObject({
      result: 3,
      error: expect.stringContaining('[file]'),
    })
  })

  const part = (name: string, value: string) =>
    `--X\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const nameless =
    '--X\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: application/octet-stream\r\n\r\nabc\r\n'

  test('needs no name', async () => {
    const { text } = await sendRaw(url, upload, {
      verb: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=X' },
      body: `${part('session', session)}${part('fid', '1')}${nameless}--X--\r\n`,
    })
    expect(JSON.parse(text)).toMatchObject({ result: 0, name: expect.any(String), size: 3 })
  })

  test.each([
    ['it ends early', 'multipart/form-data; boundary=X', `${part('session', session)}${nameless}`],
    ['it ends in a header', 'multipart/form-data; boundary=X', '--X\r\nContent-Disp'],
    ['it is something else', 'multipart/form-data; boundary=X', 'something else'],
    ['it names no boundary', 'multipart/form-data', `${part('session', session)}--X--\r\n`],
    ['a part is called __proto__', 'multipart/form-data; boundary=X', `${part('__proto__', '1')}--X--\r\n`],
  ])("is refused as the sender's fault when %s", async (_what, type, body) => {
    const headers = { 'content-type': type }
    const { status, text } = await sendRaw(url, upload, { verb: 'POST', headers, body })
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({ result: 3, error: expect.stringContaining('form') })
    expect(await temporaryFiles()).toEqual([])
  })
})
