import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ApiError } from '../../src/errors.ts'
import { type ApiMethod, apiMethods, findMethod, type ParameterType } from '../../src/methods/catalogue.ts'
import { readParameters } from '../../src/methods/read-parameters.ts'

test.each([
  ['string', 'shop', 'shop'],
  ['string', 7, '7'],
  ['string', true, 'true'],
  ['string', 'null', 'null'],
  ['string', ' a b ', ' a b '],
  ['int', '7', 7],
  ['int', ' -1 ', -1],
  ['int', '+5', 5],
  ['int', '-0', 0],
  ['int', 42, 42],
  ['long', '9007199254740991', Number.MAX_SAFE_INTEGER],
  ['boolean', 'true', true],
  ['boolean', 'True', true],
  ['boolean', '1', true],
  ['boolean', 1, true],
  ['boolean', true, true],
  ['boolean', 'false', false],
  ['boolean', 'False', false],
  ['boolean', '0', false],
  ['boolean', false, false],
  ['json', '{"a":[1,"b"]}', { a: [1, 'b'] }],
  ['json', { a: 1 }, { a: 1 }],
  ['json', [1], [1]],
  ['json', `{'name': 'shop.war', 'size': 12}`, { name: 'shop.war', size: 12 }],
  ['json', `{'say': 'a "word"', "it's": 'don\\'t'}`, { say: 'a "word"', "it's": "don't" }],
  ['json', `{'path': 'a\\\\b\\n'}`, { path: 'a\\b\n' }],
  ['json', `['a', 'b']`, ['a', 'b']],
  ['json[]', '[1,2]', [1, 2]],
  ['json[]', '1;2, 3', [1, 2, 3]],
  ['json[]', '7', [7]],
  ['json[]', 7, [7]],
  ['json[]', 'a,b', ['a', 'b']],
  ['json[]', `['a']`, ['a']],
  ['json[]', [1], [1]],
] as [ParameterType, unknown, unknown][])('for the type %s, %j is read as %j', (type, given, value) => {
  expect(readParameters(aMethod(type), { given })).toEqual({ given: value })
})

test.each([
  ['string', { a: 1 }],
  ['string', ['shop', 'blog']],
  ['int', '1.5'],
  ['int', 1.5],
  ['int', '1e3'],
  ['int', '0x10'],
  ['int', ' '],
  ['int', '9007199254740992'],
  ['int', true],
  ['int', [1]],
  ['boolean', 'yes'],
  ['boolean', 2],
  ['boolean', Object.create(null)],
  ['json', 'shop'],
  ['json', '7'],
  ['json', '"text"'],
  ['json', 7],
  ['json', `{'a':1}'rest`],
  ['json', `{'a':1`],
  ['json', new Date(0)],
  ['json[]', '[1,'],
  ['json[]', '{"a":1}'],
  ['json[]', { a: 1 }],
] as [ParameterType, unknown][])('for the type %s, %j is refused', (type, given) => {
  const error = refusalOf(aMethod(type), { given })

  expect(error.code).toBe('BAD_USER_INPUT')
  expect(error.details).toEqual({ parameter: 'given' })
  expect(error.message).toMatch(/^invalid parameter \[given\]: it must be /)
})

test('a file is passed on as it came', () => {
  const file = new Date(0)

  expect(readParameters(aMethod('file'), { given: file }).given).toBe(file)
})

test.each([
  ['string', ''],
  ['int', ''],
  ['int', null],
  ['boolean', undefined],
  ['json', 'null'],
  ['json[]', 'null'],
] as [ParameterType, unknown][])('for the type %s, %j is as good as nothing', (type, given) => {
  expect(readParameters(aMethod(type), { given })).toEqual({})
})

test('the text null is nothing for a structure that travels as text', () => {
  const install = findMethod('marketplace.jps.Install')!

  expect(readParameters(install, { jps: 'https://host/a.jps', settings: 'null', envName: 'null' })).toEqual({
    jps: 'https://host/a.jps',
    envName: 'null',
  })
})

test('names are matched without regard to case and come out as the catalogue spells them', () => {
  const readLog = findMethod('environment.control.ReadLog')!

  expect(readParameters(readLog, { ENVNAME: 'shop', nodeid: '12', Path: '/var/log/a.log' })).toEqual({
    envName: 'shop',
    nodeId: 12,
    path: '/var/log/a.log',
  })
})

test('variables and other structures that travel as text stay as they were given', () => {
  const setVars = findMethod('environment.control.SetContainerEnvVars')!
  const node = { envName: 'shop', nodeId: 1 }

  expect(readParameters(setVars, { ...node, vars: '{"A":"1"}' }).vars).toBe('{"A":"1"}')
  expect(readParameters(setVars, { ...node, vars: { A: '1' } }).vars).toEqual({ A: '1' })
})

test('the data of an archive is read as the old build plugin writes it', () => {
  const createObject = findMethod('data.base.CreateObject')!
  const data = `{'name':'shop.war','archive':'http://host/f?x=1&y=2','link':0,'size':12,'comment':'It\\'s new'}`

  expect(readParameters(createObject, { type: 'JDeploy', data }).data).toEqual({
    name: 'shop.war',
    archive: 'http://host/f?x=1&y=2',
    link: 0,
    size: 12,
    comment: "It's new",
  })
})

test('a missing parameter is named, with what to send', () => {
  const stop = findMethod('environment.control.StopEnv')!

  for (const given of [{}, { envName: '' }, { envName: null }]) {
    const error = refusalOf(stop, given)
    expect(error.message).toBe('invalid parameter [envName]: it is missing. StopEnv needs it: send text.')
    expect(error.details).toEqual({ parameter: 'envName' })
  }
})

test('a parameter that is there twice, in different case, is refused unless one of the two is empty', () => {
  const stop = findMethod('environment.control.StopEnv')!

  expect(refusalOf(stop, { envName: 'shop', envname: 'blog' }).message).toBe(
    'invalid parameter [envName]: it is there twice. Send it once.',
  )
  expect(readParameters(stop, { envName: '', envname: 'blog' })).toEqual({ envName: 'blog' })
})

test('a parameter that the catalogue does not know is passed on as it is', () => {
  const stop = findMethod('environment.control.StopEnv')!

  expect(readParameters(stop, { envName: 'shop', Novel: ['1'] })).toEqual({ envName: 'shop', Novel: ['1'] })
})

test('a name such as __proto__ or constructor is a name like any other', () => {
  const stop = findMethod('environment.control.StopEnv')!
  const given = JSON.parse('{"envName":"shop","__proto__":{"admin":true},"constructor":"x"}')

  const parameters = readParameters(stop, given)

  expect(Object.keys(parameters).sort()).toEqual(['__proto__', 'constructor', 'envName'])
  expect(parameters.admin).toBeUndefined()
  expect(({} as Record<string, unknown>).admin).toBeUndefined()
})

test('an inherited name does not stand in for a required parameter', () => {
  const method = aMethod('string', { name: 'toString', required: true })

  expect(refusalOf(method, {}).details).toEqual({ parameter: 'toString' })
})

test('an error repeats neither a secret nor a part of a structure', () => {
  for (const type of ['int', 'boolean', 'json', 'json[]'] as const) {
    expect(refusalOf(aMethod(type, { secret: true }), { given: '{hunter2' }).message).not.toContain('hunter2')
  }
  expect(refusalOf(aMethod('json'), { given: `{"password":"hunter2",}` }).message).not.toContain('hunter2')
  expect(refusalOf(aMethod('int'), { given: 'seven' }).message).toContain('not "seven"')
})

test('a long text of open quotes is refused without delay', () => {
  // Of the processor, whatever else it has to do.
  const before = process.cpuUsage()

  refusalOf(aMethod('json'), { given: `"${'\\"'.repeat(200_000)}` })
  refusalOf(aMethod('json'), { given: `'${"\\'".repeat(200_000)}` })

  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(1000)
})

test('whatever is sent, a call gets the catalogue’s types or an error that the caller can mend', () => {
  const names = apiMethods.flatMap(({ parameters }) => parameters.map(({ name }) => name))
  const name = fc.oneof(fc.constantFrom(...names, '__proto__', 'constructor', 'hasOwnProperty'), fc.string())

  fc.assert(
    fc.property(
      fc.constantFrom(...apiMethods),
      fc.dictionary(name, fc.oneof(fc.anything({ withNullPrototype: true }), fc.json(), fc.string())),
      (method, given) => {
        let parameters: Record<string, unknown>
        try {
          parameters = readParameters(method, given)
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError)
          return
        }
        for (const { name, type, required } of method.parameters) {
          if (name in parameters) expect(parameters[name]).toSatisfy(checks[type])
          else expect(required).toBe(false)
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('every whole number and every structure survives the way through text', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.object(), fc.array(fc.integer()), (number, structure, list) => {
      const asJson = JSON.parse(JSON.stringify(structure)) as object
      expect(readParameters(aMethod('long'), { given: String(number) }).given).toBe(number)
      expect(readParameters(aMethod('json'), { given: JSON.stringify(structure) }).given).toEqual(asJson)
      expect(readParameters(aMethod('json[]'), { given: JSON.stringify(list) }).given).toEqual(list)
    }),
  )
})

test('a text in single quotes survives whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const inside = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
      expect(readParameters(aMethod('json'), { given: `{'a': '${inside}'}` }).given).toEqual({ a: text })
    }),
  )
})

const isStructure = (value: unknown) => typeof value === 'object' && value !== null

const checks: Record<ParameterType, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string' || isStructure(value),
  int: Number.isSafeInteger,
  long: Number.isSafeInteger,
  boolean: (value) => typeof value === 'boolean',
  json: isStructure,
  'json[]': Array.isArray,
  file: () => true,
}

function aMethod(type: ParameterType, { name = 'given', required = false, secret = false } = {}): ApiMethod {
  return { ...findMethod('environment.control.StopEnv')!, parameters: [{ name, type, required, secret }] }
}

function refusalOf(method: ApiMethod, given: Record<string, unknown>): ApiError {
  try {
    readParameters(method, given)
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('It was not refused')
}
