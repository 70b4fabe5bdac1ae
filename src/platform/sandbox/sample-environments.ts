import type { Database } from '../../database/connect.ts'
import { environments } from '../../database/schema.ts'
import { newAppid } from './create-environment.ts'
import { createNodes, readNodes } from './nodes.ts'
import { defaultRegion } from './regions.ts'
import { statuses } from './statuses.ts'

const samples = [
  {
    name: 'my-project',
    status: statuses.RUNNING,
    nodes: [
      { nodeType: 'tomcat', fixedCloudlets: 2, flexibleCloudlets: 8 },
      { nodeType: 'postgres', fixedCloudlets: 1, flexibleCloudlets: 6 },
    ],
  },
  { name: 'staging', status: statuses.DOWN, nodes: [{ nodeType: 'nodejs', flexibleCloudlets: 4 }] },
]

/** Something to look at, and to stop and start, for a fresh account. One that has them keeps them as they are. */
export async function addSampleEnvironments(db: Database, accountId: string) {
  for (const { name, status, nodes } of samples) {
    await db
      .insert(environments)
      .values({
        accountId,
        name,
        status,
        appid: newAppid(),
        region: defaultRegion,
        nodes: await createNodes(db, readNodes({ nodes })),
      })
      .onConflictDoNothing()
  }
}
