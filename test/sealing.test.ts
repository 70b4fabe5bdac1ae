import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
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

test('a key file that may not be read is an error that says what to do', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'latchkey-key-')), 'secret.key')
  await writeFile(path, 'a key of somebody else that is long enough', { mode: 0o000 })
  const sealing = new URL('../src/sealing.ts', import.meta.url).href
  const code = `
    const { keyFromFile } = await import(${JSON.stringify(sealing)})
    if (process.getuid() === 0) process.seteuid(65534)
    await keyFromFile(${JSON.stringify(path)}).catch((error) => console.log(error.message))`
  const loader = ['--import', '@swc-node/register/esm-register', '--input-type=module', '--eval', code]
  const said = execFileSync(process.execPath, loader, { encoding: 'utf8' })
  expect(said).toBe(
    `${path} cannot be used (EACCES). Give DATA_DIR and all in it to the user that runs this process.\n`,
  )
})

test('several that make the key file at once have the same key', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'latchkey-key-')), 'secret.key')
  const keys = await Promise.all(Array.from({ length: 20 }, () => keyFromFile(path)))

  expect(new Set(keys).size).toBe(1)
  expect(await readdir(dirname(path))).toEqual(['secret.key'])
})

test('a disk that is full leaves no key file behind', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'latchkey-key-')), 'secret.key')
  const sealing = new URL('../src/sealing.ts', import.meta.url).href
  const code = `
    const { keyFromFile } = await import(${JSON.stringify(sealing)})
    await keyFromFile(${JSON.stringify(path)}).catch((error) => console.log(error.code))`
  const loader = ['--import', '@swc-node/register/esm-register', '--input-type=module', '--eval', code]
  // No file may grow: it can be made, and nothing can be written to it.
  const shell = ['-c', 'ulimit -f 0; exec "$@"', 'sh', process.execPath, ...loader]
  expect(execFileSync('sh', shell, { encoding: 'utf8' })).toBe('EFBIG\n')

  expect(await readdir(dirname(path))).toEqual([])
  expect(await keyFromFile(path)).toHaveLength(43)
})

test('a key file that was emptied is not taken for a key', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'latchkey-key-')), 'secret.key')
  await writeFile(path, '')

  await expect(keyFromFile(path)).rejects.toThrow(/backup/)
})
