import { asc, eq } from 'drizzle-orm'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uploadChunks, uploads } from '../../../src/database/schema.ts'
import { UploadedFile } from '../../../src/platform/uploaded-file.ts'
import {
  aCaller,
  aCallerWithShop,
  anAccount,
  database,
  errorOf,
  uploadLimit,
  useSandbox,
  type Answer,
  type CallMethod,
} from './a-sandbox.ts'

useSandbox()

const envName = 'shop'
const megabyte = 1024 * 1024
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-uploads-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function aFile(content: Buffer = Buffer.from('archive'), filename = 'shop.war') {
  const path = join(folder, randomBytes(8).toString('hex'))
  await writeFile(path, content)
  return new UploadedFile(filename, 'application/octet-stream', content.length, path)
}

function upload(call: CallMethod, file: unknown) {
  return call('storage.uploader.Upload', { fid: '123456', file })
}

async function chunksOf({ file }: Answer): Promise<Buffer[]> {
  const rows = await database()
    .select()
    .from(uploadChunks)
    .where(eq(uploadChunks.uploadId, file.split('/').at(-2)))
    .orderBy(asc(uploadChunks.position))
  return rows.map(({ content }) => content)
}

describe('uploading', () => {
  test('keeps 5 MB to the byte, in pieces of at most 1 MiB', async () => {
    const content = randomBytes(5_000_000)
    const call = await aCaller()

    const answer = await upload(call, await aFile(content))

    expect(answer).toEqual({
      file: expect.stringMatching(/^http:\/\/sandbox\.localhost\/uploads\/[0-9a-f-]{36}\/shop\.war$/),
      name: 'shop.war',
      size: 5_000_000,
    })
    const chunks = await chunksOf(answer)
    expect(chunks.length).toBeGreaterThanOrEqual(5)
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(megabyte)
    expect(Buffer.concat(chunks).equals(content)).toBe(true)
  })

  test('takes a file at the limit and refuses one over it', async () => {
    const account = await anAccount()
    const call = await aCaller(account)

    expect(await upload(call, await aFile(Buffer.alloc(uploadLimit)))).toMatchObject({ size: uploadLimit })
    expect(await errorOf(upload(call, await aFile(Buffer.alloc(uploadLimit + 1))))).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: expect.stringContaining(String(uploadLimit)),
    })
    expect(await uploadsOf(account.id)).toHaveLength(1)
  })

  test('takes an empty file', async () => {
    expect(await upload(await aCaller(), await aFile(Buffer.alloc(0)))).toMatchObject({ size: 0 })
  })

  test('leaves nothing of a file that cannot be read', async () => {
    const account = await anAccount()
    const call = await aCaller(account)

    await expect(upload(call, new UploadedFile('a.war', '', 1, join(folder, 'missing')))).rejects.toThrow(
      'ENOENT',
    )
    expect(await uploadsOf(account.id)).toEqual([])
  })

  test.each([
    ['C:\\build\\shop.war', 'shop.war'],
    ['../../etc/shop one.war', 'shop one.war'],
    ['a\u0007\u202eb.war', 'ab.war'],
    ['/', 'upload'],
  ])('of the file name %j it keeps %j', async (filename, name) => {
    const answer = await upload(await aCaller(), await aFile(undefined, filename))
    expect(answer.name).toBe(name)
    expect(answer.file.endsWith(`/${encodeURIComponent(name)}`)).toBe(true)
  })

  test.each([undefined, 'text', {}])('refuses %j for a file', async (file) => {
    const call = await aCaller()
    expect(await errorOf(upload(call, file))).toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { parameter: 'file' },
    })
  })

  test('forgets the oldest beyond 20', async () => {
    const account = await anAccount()
    const call = await aCaller(account)
    const file = await aFile()

    const names: string[] = []
    for (let index = 0; index < 22; index += 1) names.push((await upload(call, file)).file)

    const kept = (await uploadsOf(account.id)).map(({ id }) => id)
    expect(kept).toHaveLength(20)
    expect(names.slice(2).every((name) => kept.includes(name.split('/').at(-2)!))).toBe(true)
  })
})

describe('objects', () => {
  const type = 'JDeploy'

  test('are created, listed and deleted, in both layers', async () => {
    const account = await anAccount()
    const call = await aCaller(account)
    const data = {
      name: 'shop.war',
      archive: 'http://example.com/shop.war',
      link: 0,
      size: 12,
      comment: null,
    }

    const created = await call('data.base.CreateObject', { type, data })
    const { id } = created.response.object
    const object = { id, developer: account.uid, name: 'shop.war', archive: data.archive, link: 0, size: 12 }
    expect(created).toEqual({
      object: { ...object, uploadDate: expect.any(Number) },
      response: { result: 0, object: { ...object, uploadDate: expect.any(Number) } },
    })

    await call('data.base.CreateObject', { type: 'Other', data: {} })
    const second = await call('data.base.CreateObject', { type, data: '{"id":1,"developer":2}' })
    expect(second.object).toMatchObject({ developer: account.uid })
    expect(second.object.id).not.toBe(1)

    const { objects, response } = await call('data.base.GetObjects', { type })
    expect(objects).toMatchObject([object, { id: second.object.id }])
    expect(response).toEqual({ result: 0, objects })
    expect(await call('data.base.GetObjects', { type, froms: 1, count: 5 })).toMatchObject({ objects: [{}] })

    expect(await call('data.base.DeleteObject', { type, id })).toEqual({ response: { result: 0 } })
    expect(await errorOf(call('data.base.DeleteObject', { type, id }))).toMatchObject({ code: 'NOT_FOUND' })
  })

  test("another account's object is neither listed nor deleted", async () => {
    const call = await aCaller()
    const { object } = await call('data.base.CreateObject', { type })
    const stranger = await aCaller()

    expect(await stranger('data.base.GetObjects', { type })).toMatchObject({ objects: [] })
    expect(await errorOf(stranger('data.base.DeleteObject', { type, id: object.id }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await call('data.base.GetObjects', { type })).toMatchObject({ objects: [{}] })
  })

  test('the upload goes with its object, a foreign one stays', async () => {
    const account = await anAccount()
    const call = await aCaller(account)
    const { file: archive } = await upload(call, await aFile())
    const stranger = await aCaller()

    const { object: theirs } = await stranger('data.base.CreateObject', { type, data: { archive } })
    await stranger('data.base.DeleteObject', { type, id: theirs.id })
    expect(await uploadsOf(account.id)).toHaveLength(1)

    const { object } = await call('data.base.CreateObject', { type, data: { archive } })
    await call('data.base.DeleteObject', { type, id: object.id })
    expect(await uploadsOf(account.id)).toHaveLength(0)
  })

  test.each<[string, Answer, string]>([
    ['CreateObject', {}, 'type'],
    ['CreateObject', { type: 'a b' }, 'type'],
    ['CreateObject', { type, data: [1] }, 'data'],
    ['CreateObject', { type, data: { a: 'x'.repeat(70_000) } }, 'data'],
    ['CreateObject', { type, data: { a: '\0' } }, 'data'],
    ['CreateObject', { type, data: '['.repeat(5000) + ']'.repeat(5000) }, 'data'],
    ['GetObjects', {}, 'type'],
    ['GetObjects', { type, count: -1 }, 'count'],
    ['DeleteObject', { type }, 'id'],
    ['DeleteObject', { type, id: 'x' }, 'id'],
  ])('%s refuses %o', async (method, parameters, parameter) => {
    const call = await aCaller()
    expect(await errorOf(call(`data.base.${method}`, parameters))).toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { parameter },
    })
  })
})

describe('deploying', () => {
  const fileUrl = 'https://example.com/builds/shop.war'

  test.each(['environment.deployment.DeployArchive', 'environment.control.DeployApp'])(
    '%s deploys an upload, and the environment shows it',
    async (method) => {
      const call = await aCallerWithShop()
      const { file, name } = await upload(call, await aFile())

      const answer = await call(method, { envName, fileName: name, fileUrl: file, context: '/api/' })

      expect(answer.responses).toHaveLength(2)
      expect(answer.responses[0]).toEqual({
        result: 0,
        nodeid: expect.any(Number),
        out: expect.stringMatching(/^node \[\d+\] shop\.war \(7 bytes\) deployed to the context api$/),
      })
      expect(answer.response).toEqual({ result: 0, responses: answer.responses })

      const { env, nodeGroups } = await call('GetEnvInfo', { envName })
      expect(env.contexts).toMatchObject([{ context: 'api', archivename: 'shop.war' }])
      expect(nodeGroups[0].deployments).toHaveLength(1)
      expect(nodeGroups[1].deployments).toHaveLength(0)
    },
  )

  test('a second deployment to a context replaces the first', async () => {
    const call = await aCallerWithShop()
    const deploy = (fileName: string, more = {}) =>
      call('environment.deployment.DeployArchive', { envName, fileName, fileUrl, ...more })

    await deploy('one.war')
    await deploy('two.war', { context: 'ROOT' })
    await deploy('three.war', { context: '/' })
    await deploy('other.war', { context: 'other' })
    const elsewhere = await deploy('bl.war', { nodeGroup: 'bl' })

    expect(elsewhere.responses[0].out).toContain('does not fetch')
    const { deployments } = await call('environment.deployment.GetDeployments', { envName, nodeGroup: 'cp' })
    expect(deployments).toMatchObject([
      { context: 'ROOT', archivename: 'three.war', archiveUri: fileUrl, nodeGroup: 'cp' },
      { context: 'other', archivename: 'other.war' },
    ])
  })

  test.each([
    ['environment.deployment.RenameContext', 'oldContext', 'newContext', 'environment.deployment.Undeploy'],
    ['environment.control.RenameApp', 'oldcontext', 'newcontext', 'environment.control.RemoveApp'],
  ])('%s moves what runs, and its counterpart removes it', async (rename, from, to, remove) => {
    const call = await aCallerWithShop()
    const nodeGroup = 'cp'
    for (const context of ['ROOT', 'api']) {
      await call('DeployApp', { envName, fileName: `${context}.war`, fileUrl, context })
    }
    const contexts = async () => {
      const { env } = await call('GetEnvInfo', { envName })
      return env.contexts.map(({ context }: Answer) => context)
    }

    expect(await call(rename, { envName, nodeGroup, [from]: 'api', [to]: 'v2' })).toEqual({})
    expect(await contexts()).toEqual(['ROOT', 'v2'])
    expect(await errorOf(call(rename, { envName, nodeGroup, [from]: 'v2', [to]: 'ROOT' }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { parameter: to },
    })
    expect(await errorOf(call(rename, { envName, nodeGroup, [from]: 'api', [to]: 'x' }))).toMatchObject({
      code: 'NOT_FOUND',
    })

    expect(await call(remove, { envName, nodeGroup, context: 'v2' })).toEqual({})
    expect(await contexts()).toEqual(['ROOT'])
    expect(await errorOf(call(remove, { envName, nodeGroup, context: 'v2' }))).toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('an upload that is gone, or of another account, cannot be deployed', async () => {
    const call = await aCallerWithShop()
    const { file } = await upload(await aCaller(), await aFile())
    const deploy = (address: string) =>
      errorOf(call('environment.deployment.DeployArchive', { envName, fileName: 'a.war', fileUrl: address }))

    expect(await deploy(file)).toMatchObject({ code: 'NOT_FOUND', details: { parameter: 'fileUrl' } })
    expect(await deploy(file.replace(/[0-9a-f]{12}\//, '000000000000/'))).toMatchObject({ code: 'NOT_FOUND' })
    expect((await call('GetEnvInfo', { envName })).env.contexts).toEqual([])
  })

  test.each<[Answer, string, string]>([
    [{ fileUrl }, 'BAD_USER_INPUT', 'fileName'],
    [{ fileName: 'a' }, 'BAD_USER_INPUT', 'fileUrl'],
    [{ fileName: 'a', fileUrl: 'file:///etc/passwd' }, 'BAD_USER_INPUT', 'fileUrl'],
    [{ fileName: 'a', fileUrl, context: 'a b' }, 'BAD_USER_INPUT', 'context'],
    [{ fileName: 'a', fileUrl, nodeGroup: 'cache' }, 'NOT_FOUND', 'nodeGroup'],
  ])('%o is refused', async (parameters, code, parameter) => {
    const call = await aCallerWithShop()
    expect(
      await errorOf(call('environment.deployment.DeployArchive', { envName, ...parameters })),
    ).toMatchObject({ code, details: { parameter } })
  })
})

function uploadsOf(accountId: string) {
  return database().select().from(uploads).where(eq(uploads.accountId, accountId))
}

test('a name that is too long is refused, and not cut in the midst of a character', async () => {
  const call = await aCallerWithShop()
  const deploy = (fileName: string) =>
    call('DeployApp', { envName: 'shop', fileName, fileUrl: 'https://example.com/a.war', context: 'a' })
  expect(await errorOf(deploy(`${'a'.repeat(254)}😀`))).toMatchObject({ details: { parameter: 'fileName' } })
  await deploy(`${'a'.repeat(253)}😀`)
  const create = (env: object, node: object) => call('CreateEnvironment', { env, nodes: [node] })
  const long = `${'a'.repeat(99)}😀`
  for (const [env, node] of [
    [{ shortdomain: 'b', displayName: long }, { nodeType: 'tomcat' }],
    [{ shortdomain: 'b' }, { nodeType: 'tomcat', displayName: long }],
  ] as const) {
    expect(await errorOf(create(env, node))).toMatchObject({ details: { parameter: 'displayName' } })
  }
})
