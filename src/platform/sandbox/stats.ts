import type { SandboxNode } from '../../database/schema.ts'
import { invalidParameter } from '../../methods/invalid-parameter.ts'
import type { Parameters } from '../platform.ts'
import { findEnvironment, findNodes, type EnvironmentRow } from './environment-row.ts'
import type { Handlers } from './handler.ts'
import { optionalText, requiredWhole } from './parameters.ts'
import { statuses } from './statuses.ts'
import { fromProtocolTime, toProtocolTime } from './time.ts'

const aYear = 366 * 24 * 3600

/** In one answer. */
const mostSamples = 2000

/**
 * What containers used. There are none that could be measured, so the numbers follow from the size of the containers:
 * the same question has the same answer, and an environment that does not run uses nothing but its disk.
 */
export const statsHandlers: Handlers = {
  'environment.control.GetSumStat': async (call, parameters) => {
    const { start, duration } = readPeriod(parameters)
    const environment = await findEnvironment(call, parameters)
    return { stats: [sample(environment, environment.nodes, start, duration)] }
  },

  'environment.control.GetStats': async (call, parameters) => {
    const { start, duration } = readPeriod(parameters)
    const interval = requiredWhole(parameters, 'interval', 1, aYear)
    const environment = await findEnvironment(call, parameters)
    const nodes = chooseNodes(environment, parameters)
    const periods = Math.ceil(duration / interval)
    if (periods * nodes.length > mostSamples) {
      throw invalidParameter(
        'interval',
        `that makes more than ${mostSamples} samples. Take a longer one, or one node`,
      )
    }

    const starts = Array.from(
      { length: periods },
      (_, index) => new Date(start.getTime() + index * interval * 1000),
    )
    return {
      stats: nodes.flatMap((node) =>
        starts.map((from) => ({ nodeid: node.id, ...sample(environment, [node], from, interval) })),
      ),
    }
  },
}

function readPeriod(parameters: Parameters) {
  const duration = requiredWhole(parameters, 'duration', 1, aYear)
  const endtime = optionalText(parameters, 'endtime')
  const end = endtime ? fromProtocolTime(endtime, 'endtime') : new Date()
  return { start: new Date(end.getTime() - duration * 1000), duration }
}

function chooseNodes(environment: EnvironmentRow, parameters: Parameters): SandboxNode[] {
  const { nodeid: nodeId, nodeGroup } = parameters
  const nodeType = optionalText(parameters, 'nodetype')
  const chosen = nodeId || nodeGroup ? findNodes(environment, { nodeId, nodeGroup }) : environment.nodes
  return nodeType ? chosen.filter((node) => node.nodeType === nodeType) : chosen
}

function sample({ status }: EnvironmentRow, nodes: SandboxNode[], start: Date, duration: number) {
  const running = status === statuses.RUNNING ? 1 : 0
  const sum = (of: (node: SandboxNode) => number) => nodes.reduce((total, node) => total + of(node), 0)
  const cloudlets = sum((node) => node.fixedCloudlets) * running
  return {
    start: toProtocolTime(start),
    duration,
    cpu: { time: cloudlets * duration, usage: cloudlets * 20 },
    /** Bytes. */
    mem: cloudlets * 96 * 1024 * 1024,
    disk: sum((node) => node.diskLimit) * 1024 * 256,
    net: {
      in_int: cloudlets * duration * 512,
      in_ext: cloudlets * duration * 128,
      out_int: cloudlets * duration * 512,
      out_ext: cloudlets * duration * 256,
    },
    cloudlets,
  }
}
