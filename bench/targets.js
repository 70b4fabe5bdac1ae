/** What the request path is meant to reach, where the rows that it takes were measured. */
export function judge(results) {
  const at = (row, { connections = 64, tokens = 10_000, database = 'postgres' } = {}) =>
    results.find(
      (one) =>
        one.row === row &&
        one.connections === connections &&
        one.tokens === tokens &&
        (one.database ?? database) === database &&
        one.wrongs === 0,
    )
  const verdicts = []
  const atLeast = (what, least, value, format = (number) => number.toFixed(2)) => {
    if (value === undefined || Number.isNaN(value)) return
    verdicts.push({ what, target: `≥ ${format(least)}`, measured: format(value), value, met: value >= least })
  }
  const atMost = (what, most, value, unit = '') => {
    if (value === undefined || Number.isNaN(value)) return
    verdicts.push({
      what,
      target: `≤ ${most}${unit}`,
      measured: `${value.toFixed(2)}${unit}`,
      value,
      met: value <= most,
    })
  }
  const share = (one, other) => one && other && one.ratio.median / other.ratio.median
  const times = (number) => `${number.toFixed(0)} ×`

  const read = at('rest-user-info')
  atLeast('REST read, of bare node:http', 0.45, read?.ratio.median)
  atMost('REST read, p99', 15, read?.p99, ' ms')
  atLeast('REST read, beside better-auth', 40, share(read, at('better-auth')), times)
  atLeast('REST read, beside Strapi', 70, share(read, at('strapi')), times)
  atLeast('StopEnv/StartEnv, of node:http + update', 0.6, share(at('rest-stop-start'), at('node-update')))
  atLeast('GraphQL viewer, of bare node:http', 0.2, at('graphql-viewer')?.ratio.median)
  atLeast('GraphQL environments, of bare node:http', 0.2, at('graphql-environments')?.ratio.median)
  for (const name of ['environments', 'environments-100', 'tokens-100']) {
    atLeast(
      `GraphQL ${name}, of graphql-js in memory`,
      0.5,
      share(at(`graphql-${name}`), at(`memory-${name}`)),
    )
  }
  // A tenth is what two runs of one thing differ by.
  atLeast('denied call, of a permitted one', 0.9, share(at('rest-denied'), read))
  const alone = at('rest-user-info', { connections: 1 })
  atMost('one connection: median above bare node:http', 0.3, alone && alone.p50 - alone.bare.p50, ' ms')
  for (const row of ['rest-user-info', 'rest-get-envs', 'rest-stop-start', 'graphql-viewer']) {
    const embedded = at(row, { database: 'embedded' })
    atLeast(`embedded database, of PostgreSQL: ${row}`, 0.85, share(embedded, at(row)))
  }
  return verdicts
}
