// graphql-js alone: node:http, documents parsed and validated once, all data in memory, no check of anybody.
import { buildSchema, execute, parse, validate } from 'graphql'
import { readFileSync } from 'node:fs'
import { runPeer } from './peer.js'

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'))

/** @type {Map<string, import('graphql').DocumentNode>} */
const documents = new Map()
let rootValue = {}

runPeer(
  (request, response) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (chunk) => (text += chunk))
    request.on('end', async () => {
      const { query, variables } = JSON.parse(text)
      const result = await execute({
        schema,
        document: documentOf(query),
        rootValue,
        variableValues: variables,
      })
      // Apollo ends its answers so.
      const body = `${JSON.stringify(result)}\n`
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
      })
      response.end(body)
    })
  },
  {
    answer: ({ body }) => {
      rootValue = JSON.parse(body).data
    },
  },
)

function documentOf(query) {
  let document = documents.get(query)
  if (!document) {
    document = parse(query)
    const problems = validate(schema, document)
    if (problems.length) throw new Error(problems.join('\n'))
    documents.set(query, document)
  }
  return document
}
