import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { root } from './servers/built.js'

/** What the figures belong to. @param {string} postgres its version */
export async function describeMachine(postgres) {
  const [cpu] = cpus()
  return {
    at: new Date().toISOString(),
    machine: {
      cpu: cpu.model.trim(),
      cores: cpus().length,
      memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
      system: `${type()} ${release()}`,
      virtual: isVirtual(),
    },
    versions: { node: process.version, PostgreSQL: postgres, ...packageVersions() },
  }
}

/** The driver is told apart from the database. */
const packages = {
  fastify: 'fastify',
  '@apollo/server': '@apollo/server',
  graphql: 'graphql',
  'graphql-jit': 'graphql-jit',
  'drizzle-orm': 'drizzle-orm',
  'postgres.js': 'postgres',
  'better-auth': 'bench:better-auth',
  '@better-auth/api-key': 'bench:@better-auth/api-key',
  strapi: 'bench/peers/strapi:@strapi/strapi',
}

function packageVersions() {
  const versions = {}
  for (const [shown, place] of Object.entries(packages)) {
    const [name, folder = '.'] = place.split(':').reverse()
    try {
      const file = join(root, folder, 'node_modules', name, 'package.json')
      versions[shown] = JSON.parse(readFileSync(file, 'utf8')).version
    } catch {
      // Not installed: not measured.
    }
  }
  return versions
}

function isVirtual() {
  try {
    return execFileSync('grep', ['-c', 'hypervisor', '/proc/cpuinfo'], { encoding: 'utf8' }).trim() !== '0'
  } catch {
    return undefined
  }
}

/** A warning, where others use the machine: the figures are theirs, too. */
export async function isBusy() {
  const before = idleTime()
  await delay(1_000)
  const busy = 1 - (idleTime() - before) / (1_000 * cpus().length)
  if (busy < 0.1) return undefined
  return `Other programs use ${Math.round(busy * 100)} % of this machine right now. The figures will not mean much.`
}

function idleTime() {
  return cpus().reduce((sum, { times }) => sum + times.idle, 0)
}
