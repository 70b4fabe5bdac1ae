import { expect, test } from 'vitest'
import { isEnvironmentName, nameOfCopy } from '../../../src/dashboard/environments/environment-name.ts'
import { nodeTypeName, nodeTypes, summarizeNodes } from '../../../src/dashboard/environments/node-types.ts'
import { requireEnvironmentName } from '../../../src/platform/sandbox/environment-name.ts'
import { findNodeType } from '../../../src/platform/sandbox/node-types.ts'

test.each(['a', 'shop', 'my-project-2', 'x'.repeat(33), '', '-a', 'a-', 'A', 'a_b', 'x'.repeat(34), 'ä'])(
  'the form and the platform agree on whether "%s" is a name',
  (name) => {
    const isTaken = () => {
      try {
        return Boolean(requireEnvironmentName(name, 'env'))
      } catch {
        return false
      }
    }
    expect(isEnvironmentName(name)).toBe(isTaken())
  },
)

test('a copy gets a name that is free and not too long', () => {
  expect(nameOfCopy('shop', [])).toBe('shop-copy')
  expect(nameOfCopy('shop', ['shop-copy', 'shop-copy-2'])).toBe('shop-copy-3')
  expect(nameOfCopy(`${'x'.repeat(27)}-yyyyy`, [])).toBe(`${'x'.repeat(27)}-copy`)
  expect(isEnvironmentName(nameOfCopy('x'.repeat(33), []))).toBe(true)
})

test('the platform knows every kind of node that the form offers', () => {
  for (const { id } of nodeTypes) expect(findNodeType(id), id).toBeDefined()
})

test('nodes alike are counted, and versions kept', () => {
  expect(summarizeNodes([{ type: 'tomcat10' }, { type: 'redis' }, { type: 'tomcat10' }])).toEqual([
    '2 × Tomcat 10',
    'Redis',
  ])
  expect(nodeTypeName('something-else')).toBe('something-else')
  // Not an "NGINX php".
  expect(nodeTypeName('nginxphp')).toBe('NGINX PHP')
})
