import { and, asc, eq } from 'drizzle-orm'
import { objects, uploads } from '../../database/schema.ts'
import { ApiError } from '../../errors.ts'
import { invalidParameter } from '../../methods/invalid-parameter.ts'
import type { Parameters, PlatformAccount } from '../platform.ts'
import { inBothLayers, type Handlers } from './handler.ts'
import { optionalObject, optionalText, optionalWhole, requiredText, requiredWhole } from './parameters.ts'
import { uploadIdIn } from './uploads.ts'

type ObjectRow = typeof objects.$inferSelect

/** The data store, as far as build tools use it: they register an uploaded archive as an object, list and delete them. */
export const objectHandlers: Handlers = {
  'data.base.CreateObject': async ({ db, account }, parameters) => {
    const type = requireType(parameters)
    const data = optionalObject(parameters, 'data') ?? {}
    if (JSON.stringify(data).length > 64 * 1024) throw invalidParameter('data', 'it has more than 64 KB')
    const [object] = await db.insert(objects).values({ accountId: account.id, type, data }).returning()
    return inBothLayers({ object: objectInfo(object!, account) })
  },

  'data.base.GetObjects': async ({ db, account }, parameters) => {
    const type = requireType(parameters)
    if (optionalText(parameters, 'join'))
      throw new ApiError('NOT_SUPPORTED', 'The sandbox cannot join objects. Leave out join.')
    const rows = await db
      .select()
      .from(objects)
      .where(and(eq(objects.accountId, account.id), eq(objects.type, type)))
      .orderBy(asc(objects.id))
      .offset(optionalWhole(parameters, 'froms', 0, 1_000_000) ?? 0)
      .limit(optionalWhole(parameters, 'count', 0, 1000) ?? 1000)
    return inBothLayers({ objects: rows.map((row) => objectInfo(row, account)) })
  },

  'data.base.DeleteObject': async ({ db, account }, parameters) => {
    const type = requireType(parameters)
    const id = requiredWhole(parameters, 'id', 1, 2_147_483_647)
    await db.transaction(async (tx) => {
      const [deleted] = await tx
        .delete(objects)
        .where(and(eq(objects.id, id), eq(objects.accountId, account.id), eq(objects.type, type)))
        .returning()
      if (!deleted)
        throw new ApiError('NOT_FOUND', `There is no object ${id} of this type.`, { parameter: 'id' })

      // The archive goes with its record: nothing else points to it.
      const { archive } = deleted.data
      const uploadId = typeof archive === 'string' ? uploadIdIn(archive) : undefined
      if (uploadId)
        await tx.delete(uploads).where(and(eq(uploads.id, uploadId), eq(uploads.accountId, account.id)))
    })
    return inBothLayers({})
  },
}

/** What the store itself says comes last: the data cannot pretend another id or owner. */
function objectInfo({ id, data, createdAt }: ObjectRow, { uid }: PlatformAccount) {
  const given = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null))
  return { uploadDate: createdAt.getTime(), ...given, id, developer: uid }
}

function requireType(parameters: Parameters): string {
  const type = requiredText(parameters, 'type')
  if (!/^[a-z]\w{0,63}$/i.test(type)) throw invalidParameter('type', 'it must be a word, such as JDeploy')
  return type
}
