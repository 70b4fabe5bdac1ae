import { TOTP } from 'otpauth'
import type { GraphqlAnswer, TestAccount, TestServer } from '../support/server.ts'

/** The code that an app with this secret shows, now or some time steps from now. */
export function codeOf(secret: string, stepsFromNow = 0, now = Date.now()): string {
  return new TOTP({ secret }).generate({ timestamp: now + stepsFromNow * 30_000 })
}

/** An account with its second factor turned on. */
export interface SecuredAccount extends TestAccount {
  secret: string
  recoveryCodes: string[]
}

export function twoFactorOperations({
  anAccount,
  graphql,
  sql,
}: Pick<TestServer, 'anAccount' | 'graphql' | 'sql'>) {
  return { begin, enable, disable, regenerate, aSecuredAccount, freshCodeOf, signIn, codeCounterOf }

  async function begin({ session, password }: TestAccount): Promise<GraphqlAnswer> {
    return graphql('mutation ($password: String!) { beginTwoFactor(password: $password) { secret url } }', {
      as: session,
      variables: { password },
    })
  }

  async function enable({ session, password }: TestAccount, code: string): Promise<GraphqlAnswer> {
    return graphql(
      'mutation ($code: String!, $password: String!) { enableTwoFactor(code: $code, password: $password) }',
      { as: session, variables: { code, password } },
    )
  }

  async function disable({ session, password }: TestAccount, code: string): Promise<GraphqlAnswer> {
    return graphql(
      'mutation ($password: String!, $code: String!) { disableTwoFactor(password: $password, code: $code) }',
      { as: session, variables: { password, code } },
    )
  }

  async function regenerate({ session, password }: TestAccount, code: string): Promise<GraphqlAnswer> {
    return graphql(
      `
        mutation ($password: String!, $code: String!) {
          regenerateRecoveryCodes(password: $password, code: $code)
        }
      `,
      { as: session, variables: { password, code } },
    )
  }

  async function aSecuredAccount(): Promise<SecuredAccount> {
    const owner = await anAccount()
    const { secret } = (await begin(owner)).data.beginTwoFactor
    const { data } = await enable(owner, codeOf(secret))
    return { ...owner, secret, recoveryCodes: data.enableTwoFactor }
  }

  /** A code that is taken now, whatever was used before: no test waits for the next half minute. */
  async function freshCodeOf({ id, secret }: SecuredAccount): Promise<string> {
    await sql`update two_factors set last_step = null where account_id = ${id}`
    return codeOf(secret)
  }

  async function signIn(
    { login, password }: { login: string; password: string },
    code?: string,
    door = graphql,
  ): Promise<GraphqlAnswer> {
    return door(
      `
        mutation ($login: String!, $password: String!, $code: String) {
          signIn(login: $login, password: $password, code: $code) {
            session
            twoFactorRequired
            account {
              login
            }
          }
        }
      `,
      { variables: { login, password, code } },
    )
  }

  /** How many wrong codes of an account are counted. */
  async function codeCounterOf({ id }: { id: string }): Promise<number> {
    const [row] = await sql<{ failures: number }[]>`
      select failures from attempts where subject = ${`second-factor:${id}`}`
    return row?.failures ?? 0
  }
}
