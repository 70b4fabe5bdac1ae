import { stdout } from 'node:process'

/** Prints what was measured. */
export function printTable({ machine, versions, at, options, results, verdicts }) {
  const { cpu, cores, memory, system, virtual } = machine
  print(`\n${cores} × ${cpu}${virtual ? ', virtual' : ''}, ${memory}, ${system}; ${at}`)
  print(
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  )
  print(
    `${options.rounds} rounds of ${options.seconds} s. Ratio: requests per second, as a share of bare node:http answering the same.`,
  )

  const cells = new Map()
  for (const result of results) {
    const name = `${result.connections} connection${result.connections === 1 ? '' : 's'}, ${result.tokens.toLocaleString('en')} token${result.tokens === 1 ? '' : 's'}`
    cells.set(name, [...(cells.get(name) ?? []), result])
  }
  for (const [name, found] of cells) {
    print(`\n${name}\n`)
    printRows([
      ['', 'database', 'ratio', 'min', 'max', 'req/s', 'p50 ms', 'p99 ms', 'CPU µs', 'db µs', 'wrong'],
      ...found.map(lineOf),
    ])
  }
  if (verdicts.length === 0) return
  print('\nTargets\n')
  printRows([
    ['', 'target', 'measured', ''],
    ...verdicts.map(({ what, target, measured, met }) => [what, target, measured, met ? 'met' : 'MISSED']),
  ])
}

function lineOf({ title, database, ratio, rate, p50, p99, cpu, databaseCpu, wrongs, wrong }) {
  if (wrongs > 0)
    return [title, database ?? '', 'VOID', '', '', '', '', '', '', '', `${wrongs}: ${wrong[0].slice(0, 80)}`]
  const share = (/** @type {number} */ value) => value.toFixed(value < 0.1 ? 4 : 3)
  return [
    title,
    database ?? '',
    share(ratio.median),
    share(ratio.min),
    share(ratio.max),
    Math.round(rate).toLocaleString('en'),
    p50.toFixed(2),
    p99.toFixed(2),
    microseconds(cpu),
    microseconds(databaseCpu),
    '0',
  ]
}

function microseconds(/** @type {number} */ value) {
  return Number.isNaN(value) ? '–' : value.toFixed(0)
}

function printRows(/** @type {string[][]} */ lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  for (const line of lines) {
    const padded = line.map((text, column) =>
      column < 2 ? text.padEnd(widths[column]) : text.padStart(widths[column]),
    )
    print(padded.join('  ').trimEnd())
  }
}

function print(/** @type {string} */ text) {
  stdout.write(`${text}\n`)
}
