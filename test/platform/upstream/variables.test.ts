import { expect, test } from 'vitest'
import { startTestServer } from '../../support/server.ts'
import { startHostilePlatform } from './a-hostile-platform.ts'

const platform = await startHostilePlatform()
const front = await startTestServer({
  PLATFORM_URL: platform.url,
  SECRET_KEY: 'a key for this test that is long enough',
})

test('the variables of a hundred containers are asked for a few at a time', async () => {
  const session = await front.aSession({ login: 'ann@example.com', password: 'right' })
  const nodes = Array.from({ length: 100 }, (_, index) => ({
    id: index + 1,
    nodeType: 'tomcat',
    nodeGroup: 'cp',
    status: 1,
  }))
  let underWay = 0
  let most = 0
  platform.behaviour = async ({ path }, response) => {
    if (path.endsWith('/getenvinfo')) {
      response.end(JSON.stringify({ result: 0, env: { envName: 'shop', status: 1 }, nodes }))
    } else {
      most = Math.max(most, ++underWay)
      await new Promise((resolve) => setImmediate(resolve))
      underWay -= 1
      response.end(JSON.stringify({ result: 0, object: { A: 'b' } }))
    }
  }
  const { data, errors } = await front.graphql('{ environment(name: "shop") { nodes { variables } } }', {
    as: session,
  })
  expect(errors).toBeUndefined()
  expect(data.environment.nodes).toEqual(nodes.map(() => ({ variables: { A: 'b' } })))
  expect(most).toBeLessThanOrEqual(4)
})
