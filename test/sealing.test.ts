import { mkdtemp, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSealer, keyFromFile } from '../src/sealing.ts'

const first = 'the first key, long enough for anything'
const second = 'the second key, which replaced the first'

test('what is sealed opens again, and only for what it belongs to', () => {
  const sealer = createSealer([first])
  const sealed = sealer.seal('secret ✓', 'row:1')

  expect(sealed).not.toContain('secret')
  expect(sealer.open(sealed, 'row:1')).toBe('secret ✓')
  expect(() => sealer.open(sealed, 'row:2')).toThrow()
  expect(sealer.seal('secret ✓', 'row:1')).not.toBe(sealed)
})

test('a changed text does not open', () => {
  const sealer = createSealer([first])
  const sealed = sealer.seal('secret', 'row:1')
  const middle = 9 + Math.floor((sealed.length - 9) / 2)
  const changed = sealed.slice(0, middle) + (sealed[middle] === 'A' ? 'B' : 'A') + sealed.slice(middle + 1)

  expect(() => sealer.open(changed, 'row:1')).toThrow()
  expect(() => sealer.open(sealed.slice(0, 20), 'row:1')).toThrow()
})

test('a previous key opens what it sealed, until it is dropped', () => {
  const old = createSealer([first]).seal('secret', 'row:1')
  const both = createSealer([second, first])

  expect(both.open(old, 'row:1')).toBe('secret')
  expect(both.isCurrent(old)).toBe(false)
  expect(both.isCurrent(both.seal('secret', 'row:1'))).toBe(true)
  expect(() => createSealer([second]).open(old, 'row:1')).toThrow(/PREVIOUS_SECRET_KEYS/)
})

test('the key file is made once, for its owner alone', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'latchkey-key-')), 'secret.key')
  const key = await keyFromFile(path)

  expect(await keyFromFile(path)).toBe(key)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('a key file that was emptied is not taken for a key', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'latchkey-key-')), 'secret.key')
  await writeFile(path, '')

  await expect(keyFromFile(path)).rejects.toThrow(/backup/)
})
