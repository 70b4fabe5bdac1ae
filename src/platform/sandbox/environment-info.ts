import type { SandboxDeployment, SandboxNode } from '../../database/schema.ts'
import type { PlatformAccount } from '../platform.ts'
import type { EnvironmentRow } from './environment-row.ts'
import { findNodeType, layerName } from './node-types.ts'
import { regionName } from './regions.ts'
import { toProtocolTime } from './time.ts'

/** What is shown of a row. */
export type ShownEnvironment = Omit<EnvironmentRow, 'id' | 'accountId'>

/**
 * An environment as the platform describes one. Clients fail on a member that is missing, so all are here, and none is
 * null. Variables are not: they hold passwords.
 */
export function environmentInfo(row: ShownEnvironment, { uid }: PlatformAccount) {
  return {
    env: environment(row, uid),
    envGroups: row.groups,
    // Most of the work, and not every reader looks at them.
    get nodeGroups() {
      return nodeGroupNames(row).map((name) => nodeGroup(row, name))
    },
    get nodes() {
      return row.nodes.map((node) => container(row, node, uid))
    },
    nodesData: [],
    nodesInternalDomains: [],
    right: 'OWNER',
    uid,
  }
}

/** As much of it as a list shows. */
export function environmentOverview(
  { name, displayName, status, region, groups, createdOn }: OverviewRow,
  { uid }: PlatformAccount,
) {
  return {
    env: {
      envName: name,
      domain: environmentDomain({ name }, uid),
      ...(displayName !== null && { displayName }),
      status,
      createdOn,
      hardwareNodeGroup: region,
    },
    envGroups: groups,
  }
}

export interface OverviewRow extends Pick<
  ShownEnvironment,
  'name' | 'displayName' | 'status' | 'region' | 'groups'
> {
  /** As the protocol writes a moment. */
  createdOn: string
}

export function nodeGroupNames({ nodes }: ShownEnvironment): string[] {
  return [...new Set(nodes.map((node) => node.nodeGroup))]
}

export function nodeGroup(row: ShownEnvironment, name: string) {
  const settings = row.nodeGroups[name] ?? {}
  return {
    name,
    displayName: settings.displayName ?? layerName(name),
    isSLBAccessEnabled: settings.slbAccess ?? true,
    isSequentialDeploy: true,
    redeployContainerDelay: 90,
    redeployContextDelay: 30,
    restartContainerDelay: 30,
    restartNodeDelay: 30,
    scalingMode: 'STATELESS',
    templateType: 'NATIVE',
    vType: 'ct',
    features: [],
    deployments: row.deployments.filter((one) => one.nodeGroup === name).map(deployment),
  }
}

export function deployment({ context, archiveName, archiveUri, nodeGroup, deployedAt }: SandboxDeployment) {
  return { context, archivename: archiveName, archiveUri, nodeGroup, type: 'ARCHIVE', updated: deployedAt }
}

export function environmentDomain({ name }: Pick<ShownEnvironment, 'name'>, uid: number): string {
  return `${name}.u${uid}.sandbox.localhost`
}

export function nodeDomain(row: ShownEnvironment, node: SandboxNode, uid: number): string {
  return `node${node.id}-${environmentDomain(row, uid)}`
}

function environment(row: ShownEnvironment, uid: number) {
  return {
    appid: row.appid,
    envName: row.name,
    shortdomain: row.name,
    domain: environmentDomain(row, uid),
    ...(row.displayName !== null && { displayName: row.displayName }),
    status: row.status,
    uid,
    creatorUid: uid,
    createdOn: toProtocolTime(row.createdAt),
    extdomains: [],
    contexts: row.deployments.map(deployment),
    hardwareNodeGroup: row.region,
    hostGroup: { uniqueName: row.region, displayName: regionName(row.region) },
    sslstate: row.sslEnabled,
    ishaenabled: row.highAvailability,
    isTransferring: false,
    isFirewallEnabled: true,
  }
}

function container(row: ShownEnvironment, node: SandboxNode, uid: number) {
  const type = findNodeType(node.nodeType)!
  const address = nodeDomain(row, node, uid)
  return {
    id: node.id,
    name: node.image ?? type.name,
    ...(node.displayName && { displayName: node.displayName }),
    nodeType: node.nodeType,
    nodeGroup: node.nodeGroup,
    nodemission: node.nodeType === 'docker' ? 'docker' : node.nodeGroup,
    type: 'NATIVE',
    status: row.status,
    intIP: node.intIP,
    address,
    url: `http://${address}:${type.port}`,
    adminUrl: `http://${address}:${type.port}`,
    extIPs: [],
    ctid: node.id,
    fixedCloudlets: node.fixedCloudlets,
    flexibleCloudlets: node.flexibleCloudlets,
    maxchanks: node.flexibleCloudlets,
    diskLimit: node.diskLimit,
    diskIoLimit: 0,
    diskIopsLimit: 0,
    bandwidthLimit: 0,
    ismaster: row.nodes.find((one) => one.nodeGroup === node.nodeGroup) === node,
    port: type.port,
    user: 'root',
    version: node.tag ?? type.version,
    osType: 'LINUX',
    singleContext: false,
    hasPackages: false,
    isClusterSupport: false,
    isCustomSslSupport: false,
    isExternalIpRequired: false,
    isHighAvailability: row.highAvailability,
    isResetPassword: false,
    isVcsSupport: false,
    isWebAccess: true,
    endpoints: [],
    features: [],
    messages: [],
    packages: [],
    addons: [],
    customitem: {
      dockerName: node.image ?? node.nodeType,
      dockerTag: node.tag ?? type.version,
      dockerManifest: {},
      dockerVolumes: [],
      dockerVolumesFrom: [],
    },
  }
}
