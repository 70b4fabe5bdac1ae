import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'

/** Raw bytes. */
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** A moment, to the microsecond, in UTC. */
const moment = () => timestamp({ withTimezone: true, mode: 'date' })

/** Who signs in and owns tokens and environments. */
export const accounts = pgTable(
  'accounts',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** The number by which the old protocol knows the account. */
    uid: integer().notNull().unique().generatedAlwaysAsIdentity({ startWith: 1001 }),
    /** E-mail address, in lower case. */
    login: text().notNull().unique(),
    name: text().notNull(),
    /** argon2id, in PHC format. null: the platform behind knows the password. */
    passwordHash: text(),
    /** Address of the platform that the account belongs to, which gave it its `uid`. null: it was made here. */
    home: text(),
    createdAt: moment().notNull().defaultNow(),
    passwordChangedAt: moment().notNull().defaultNow(),
  },
  // Every start looks for accounts of another home.
  (table) => [index().on(table.home)],
)

/** The permitted methods of a token, stored once under the hash of their content and never changed. */
export const methodSets = pgTable('method_sets', {
  /** SHA-256 of the sorted method names, base64url. */
  hash: text().primaryKey(),
  methods: text().array().notNull(),
})

/** A personal access token. Its value is never stored, only the hash that finds it. */
export const tokens = pgTable(
  'tokens',
  {
    id: uuid().primaryKey().defaultRandom(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** SHA-256 of the value, base64url. */
    hash: text().notNull().unique(),
    /** The end of the value, to recognise it by. */
    lastFour: text().notNull(),
    description: text().notNull(),
    apiSet: text({
      enum: ['EXTENDED_ACCESS', 'IDE_PLUGINS', 'MARKETPLACE', 'MAVEN_PLUGIN', 'CUSTOM'],
    }).notNull(),
    methodSet: text()
      .notNull()
      .references(() => methodSets.hash),
    /** null: it does not expire. */
    expiresAt: moment(),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
    /** When the present expiry was given, also anew: the life of the token began. A new value before its end is none. */
    issuedAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.accountId)],
)

/**
 * How often a token called a method on a day, and the last time; what it was denied is in `denials`. The last use of a
 * token is in its newest row. Nothing that changes with every call has an index: each would have to be written anew
 * along with the row.
 */
export const tokenUsage = pgTable(
  'token_usage',
  {
    tokenId: uuid()
      .notNull()
      .references(() => tokens.id, { onDelete: 'cascade' }),
    method: text().notNull(),
    /** The day in UTC, `yyyy-mm-dd`. */
    day: text().notNull(),
    allowed: bigint({ mode: 'number' }).notNull().default(0),
    /** null: the day is of before this was noted. */
    lastAt: moment(),
    /** Where that call came from. */
    address: text(),
    userAgent: text(),
  },
  (table) => [primaryKey({ columns: [table.tokenId, table.day, table.method] })],
)

/** What signing in gives. Its id in the protocol is 40 hex digits, stored as a hash only. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid().primaryKey().defaultRandom(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** Signed in with this token in place of the password: the session may do what the token may. */
    tokenId: uuid().references(() => tokens.id, { onDelete: 'cascade' }),
    /** The password was right, and the second factor is still to come: until then the session opens nothing. */
    restricted: boolean().notNull().default(false),
    /** SHA-256 of the session id, base64url. */
    hash: text().notNull().unique(),
    address: text(),
    userAgent: text(),
    createdAt: moment().notNull().defaultNow(),
    lastUsedAt: moment().notNull().defaultNow(),
    /** The end, however much it is used. */
    expiresAt: moment().notNull(),
  },
  (table) => [index().on(table.accountId), index().on(table.tokenId), index().on(table.expiresAt)],
)

/** The second factor of an account: time-based one-time passwords (RFC 6238). */
export const twoFactors = pgTable('two_factors', {
  accountId: uuid()
    .primaryKey()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  /** In base32, sealed. */
  secret: text().notNull(),
  /** null: being set up, and not asked for yet. */
  enabledAt: moment(),
  /** The last time step whose code was used. Neither that one nor an earlier one is taken again. */
  lastStep: integer(),
})

/** Codes that stand in for the second factor, each once: a row goes when its code is used. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** SHA-256 of account and code, base64url. */
    hash: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.hash] })],
)

/** Guesses at passwords and second factors. */
export const attempts = pgTable('attempts', {
  /**
   * Where they are counted: `login:` and the login in lower case, whether or not there is such an account;
   * `second-factor:` and the id of an account; `address:` and the network that they come from.
   */
  subject: text().primaryKey(),
  /** Guesses that were wrong, or are not settled yet. */
  failures: integer().notNull(),
  /** No guess is looked at before this moment. */
  blockedUntil: moment(),
  /** The `blockedUntil` of the wait that is in the account's activity already. */
  notedUntil: moment(),
  startedAt: moment().notNull().defaultNow(),
  lastAt: moment().notNull().defaultNow(),
})

/** What was done to an account's credentials. Written with the change, never updated. */
export const activity = pgTable(
  'activity',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    at: moment().notNull().defaultNow(),
    /** For example `token.generated`. */
    action: text().notNull(),
    outcome: text({ enum: ['DONE', 'REFUSED'] })
      .notNull()
      .default('DONE'),
    /** No foreign key: the entry outlives its token. */
    tokenId: uuid(),
    tokenDescription: text(),
    /** The method that was denied. */
    method: text(),
    address: text(),
    userAgent: text(),
    details: jsonb().$type<Record<string, unknown>>(),
  },
  (table) => [index().on(table.accountId, table.id), index().on(table.at)],
)

/** What opens the platform behind for the calls of an account's tokens. */
export const platformCredentials = pgTable('platform_credentials', {
  accountId: uuid()
    .primaryKey()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  /** Whether Latchkey made the platform's token, or the owner gave it one. */
  kind: text({ enum: ['MADE', 'GIVEN'] }).notNull(),
  /** The platform's token, sealed for `platform-credential:<account id>`; that of an empty text where none could be made. */
  sealed: text().notNull(),
  /** The platform's id of a token that Latchkey made. */
  tokenId: text(),
  /** The methods that were asked for it, sorted. */
  methods: text().array().notNull().default([]),
  expiresAt: moment(),
  updatedAt: moment().notNull().defaultNow(),
  /** Since when the platform no longer takes it. */
  refusedAt: moment(),
  /** Why it could not be made, in a sentence. */
  problem: text(),
})

/** A session of the platform behind, which a session here stands for. */
export const platformSessions = pgTable(
  'platform_sessions',
  {
    id: uuid().primaryKey().defaultRandom(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** null: the session here has ended, and this one is to be ended too. */
    sessionId: uuid()
      .unique()
      .references(() => sessions.id, { onDelete: 'set null' }),
    /** The platform's session id, sealed for `platform-session:<id>`. */
    sealed: text().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.accountId)],
)

/**
 * How often a token was denied a method in an hour. Beside the entry in `activity` that the first of them made, since
 * entries are never updated.
 */
export const denials = pgTable(
  'denials',
  {
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** No foreign key: the count outlives its token, as the entry does. */
    tokenId: uuid().notNull(),
    method: text().notNull(),
    /** When the hour began. */
    hour: moment().notNull(),
    count: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.tokenId, table.hour, table.method] }), index().on(table.hour)],
)

/** A container of a sandbox environment. */
export interface SandboxNode {
  id: number
  nodeType: string
  nodeGroup: string
  displayName?: string
  intIP: string
  fixedCloudlets: number
  flexibleCloudlets: number
  diskLimit: number
  image?: string
  tag?: string
  variables: Record<string, string>
}

/** What a user set on a layer of a sandbox environment. */
export interface SandboxNodeGroup {
  displayName?: string
  slbAccess?: boolean
}

/** An application deployed to a sandbox environment. */
export interface SandboxDeployment {
  context: string
  archiveName: string
  archiveUri: string
  nodeGroup: string
  deployedAt: string
}

/** Numbers for the containers of the sandbox: unique over all accounts, as on the platform. */
export const sandboxNodeIds = pgSequence('sandbox_node_ids', { startWith: 1001 })

/** What the sandbox hosts. */
export const environments = pgTable(
  'environments',
  {
    id: uuid().primaryKey().defaultRandom(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** `envName` of the protocol; unique within the account. */
    name: text().notNull(),
    /** 32 hex digits. */
    appid: text().notNull().unique(),
    displayName: text(),
    /** The platform's status number: 1 running, 2 stopped, 4 sleeping, … */
    status: integer().notNull(),
    region: text().notNull(),
    sslEnabled: boolean().notNull().default(false),
    highAvailability: boolean().notNull().default(false),
    groups: text().array().notNull().default([]),
    nodes: jsonb().$type<SandboxNode[]>().notNull(),
    /** By the name of the layer; a layer without settings has no entry. */
    nodeGroups: jsonb().$type<Record<string, SandboxNodeGroup>>().notNull().default({}),
    deployments: jsonb().$type<SandboxDeployment[]>().notNull().default([]),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [unique().on(table.accountId, table.name)],
)

/** A group by which an account sorts its sandbox environments; they name their groups in `groups`. */
export const environmentGroups = pgTable(
  'environment_groups',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    color: text(),
    isolated: boolean().notNull().default(false),
  },
  (table) => [unique().on(table.accountId, table.name)],
)

/** A file given to the sandbox's uploader. */
export const uploads = pgTable(
  'uploads',
  {
    id: uuid().primaryKey().defaultRandom(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    size: bigint({ mode: 'number' }).notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.accountId)],
)

/** The content of an upload in pieces of at most 1 MiB, so that neither side holds a whole file. */
export const uploadChunks = pgTable(
  'upload_chunks',
  {
    uploadId: uuid()
      .notNull()
      .references(() => uploads.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    content: bytea().notNull(),
  },
  (table) => [primaryKey({ columns: [table.uploadId, table.position] })],
)

/** A record of the sandbox's data store (`data.base`), such as an archive that a build tool registered. */
export const objects = pgTable(
  'objects',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    accountId: uuid()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    type: text().notNull(),
    data: jsonb().$type<Record<string, unknown>>().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.accountId, table.type)],
)
