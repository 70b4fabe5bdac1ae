import type { TestServer } from './server.ts'

/**
 * Does something that counts within an hour by the clock of the database, and does it again where it failed because an
 * hour began in its midst.
 */
export async function withinAnHour(sql: TestServer['sql'], work: () => Promise<void>): Promise<void> {
  const hour = async () => {
    const [row] = await sql<{ hour: Date }[]>`select date_trunc('hour', now(), 'UTC') as hour`
    return row!.hour.getTime()
  }
  for (;;) {
    const before = await hour()
    try {
      return await work()
    } catch (error) {
      if ((await hour()) === before) throw error
    }
  }
}
