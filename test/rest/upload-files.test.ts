import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startTestServer } from '../support/server.ts'

const { TMPDIR } = process.env
/** Of this file alone: whatever is there, the server has left. */
const folder = await mkdtemp(join(tmpdir(), 'latchkey-test-'))
process.env.TMPDIR = folder
afterAll(async () => {
  if (TMPDIR === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = TMPDIR
  await rm(folder, { recursive: true })
})

const { aToken, rest } = await startTestServer({ UPLOAD_LIMIT_MB: '1' })

test.each([
  ['that is taken', 'storage.uploader.Upload', 1_000, 0],
  ['of a token that may send none', 'environment.control.StopEnv', 1_000, 8202],
  ['that is too large', 'storage.uploader.Upload', 2 * 1024 * 1024, 3],
])('nothing of a file %s is left on the disk', async (_which, method, size, result) => {
  const { value } = await aToken({ methods: [method] })
  const form = new FormData()
  form.set('session', value)
  form.set('fid', '123456')
  form.set('file', new File([new Uint8Array(size)], 'shop.war'))
  const { body } = await rest('storage/uploader/rest/upload', form)
  expect(body.result).toBe(result)
  expect(await readdir(folder)).toEqual([])
})
