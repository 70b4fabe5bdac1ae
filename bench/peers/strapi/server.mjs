// Strapi with a custom API token: GET /api/account/info, open to tokens that hold this action.
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const folder = import.meta.dirname
/** Its modules for `import` do not load in Node. */
const { createStrapi } = createRequire(import.meta.url)('@strapi/strapi')

const action = 'api::account.account.info'
let app

const commands = {
  async listen() {
    // Its upload plugin does not start without.
    mkdirSync(join(folder, 'public/uploads'), { recursive: true })
    app = await createStrapi({ appDir: folder, distDir: folder }).start()
    return app.server.httpServer.address().port
  },

  /** Makes tokens: one by its own function, the others after that one's model. */
  async prepare({ number }) {
    const tokens = app.service('admin::api-token')
    const { id, accessKey } = await tokens.create({
      name: 'Night shift',
      description: '',
      kind: 'content-api',
      type: 'custom',
      lifespan: null,
      permissions: [action],
    })
    const keys = [accessKey]
    while (keys.length < number) keys.push(randomBytes(128).toString('hex'))
    const knex = app.db.connection
    const copies = keys
      .slice(1)
      .map((key, at) => ({ name: `Night shift ${at}`, access_key: tokens.hash(key) }))
    const [model] = await knex('strapi_api_tokens').where({ id })
    const [permission] = await knex('strapi_api_token_permissions')
    delete model.id
    delete permission.id
    const insert = (table, rows) => knex.batchInsert(table, rows, 1_000).returning('id')
    const copied = await insert(
      'strapi_api_tokens',
      copies.map((copy) => ({ ...model, ...copy })),
    )
    const granted = await insert(
      'strapi_api_token_permissions',
      copies.map(() => permission),
    )
    await insert(
      'strapi_api_token_permissions_token_lnk',
      copied.map((token, at) => ({
        api_token_id: token.id,
        api_token_permission_id: granted[at].id,
        api_token_permission_ord: 1,
      })),
    )
    await knex.raw('vacuum analyze')
    return keys
  },

  answer({ body }) {
    global.answer = JSON.parse(body)
  },
}

process.on('message', async ({ id, command, argument }) => {
  try {
    process.send({ id, result: await commands[command](argument) })
  } catch (error) {
    process.send({ id, error: error.stack })
  }
})
process.once('disconnect', () => process.exit(0))
