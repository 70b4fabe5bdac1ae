import type { TestAccount, TestServer } from '../support/server.ts'

/** A running environment of an account. */
export async function anEnvironment(
  { rest }: Pick<TestServer, 'rest'>,
  owner: TestAccount,
  name = 'shop',
): Promise<string> {
  const { body } = await rest('environment/control/rest/createenvironment', {
    session: owner.session,
    env: JSON.stringify({ shortdomain: name }),
    nodes: JSON.stringify([{ nodeType: 'tomcat' }]),
  })
  if (body.result !== 0) throw new Error(body.error)
  return name
}
