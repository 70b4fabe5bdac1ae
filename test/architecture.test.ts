import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'

/** A file imports only what stands above it. ARCHITECTURE.md shows the same list. */
const order = [
  'sealing.ts',
  'login.ts',
  'config.ts',
  'errors.ts',
  'log.ts',
  'roster.ts',
  'turns.ts',
  'database',
  'methods',
  'access',
  'activity',
  'accounts',
  'tokens',
  'platform',
  'environments',
  'authenticate.ts',
  'doors',
  'graphql',
  'rest',
  'http',
  'app.ts',
  'hang-up.ts',
  'serve.ts',
  'workers.ts',
  'main.ts',
]

/** Programs of their own for the browser, which know the server by its schema alone. */
const browserPrograms = ['dashboard', 'graphiql']

const root = join(import.meta.dirname, '../src')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && statSync(join(root, name)).isFile())
  .map((name) => ({ name, place: name.split(sep)[0]!, imports: importsOf(name) }))

function importsOf(name: string) {
  const text = readFileSync(join(root, name), 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map(([, target]) =>
    relative(root, join(root, dirname(name), target!)),
  )
}

test('every file stands in a place that the list knows', () => {
  const known = [...order, ...browserPrograms]
  expect(files.filter(({ place }) => !known.includes(place)).map(({ name }) => name)).toEqual([])
})

test('a file imports only what stands above it in the list', () => {
  const wrong = files
    .filter(({ place }) => order.includes(place))
    .flatMap(({ name, place, imports }) =>
      imports
        .filter(
          (target) =>
            order.indexOf(target.split(sep)[0]!) > order.indexOf(place) ||
            !order.includes(target.split(sep)[0]!),
        )
        .map((target) => `${name} imports ${target}`),
    )
  expect(wrong).toEqual([])
})

test('the programs for the browser import nothing of the server', () => {
  const wrong = files
    .filter(({ place }) => browserPrograms.includes(place))
    .flatMap(({ name, place, imports }) =>
      imports.filter((target) => target.split(sep)[0] !== place).map((target) => `${name} imports ${target}`),
    )
  expect(wrong).toEqual([])
})

test('only files of GraphQL itself know GraphQL', () => {
  const allowed =
    /\.(types|resolver)\.ts$|-directive\.ts$|^access\/check-gates\.ts$|^(graphql|rest)\/|^app\.ts$/
  const wrong = files
    .filter(({ place, name }) => order.includes(place) && !allowed.test(name.replaceAll(sep, '/')))
    .filter(({ name }) =>
      /from '(graphql|type-graphql|graphql-scalars)'/.test(readFileSync(join(root, name), 'utf8')),
    )
  expect(wrong.map(({ name }) => name)).toEqual([])
})

test('folders have no index files, and no utils or helpers', () => {
  expect(
    files
      .filter(
        ({ name }) => /(^|\/)(index|utils?|helpers?)\.tsx?$/.test(name) && !name.includes('/generated/'),
      )
      .map(({ name }) => name),
  ).toEqual([])
})
