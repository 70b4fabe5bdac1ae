/** Runs one of the prepared documents for the request at hand. */
export type Execute = (
  document: string,
  variables?: Record<string, unknown>,
) => Promise<Record<string, unknown>>

/** A method of the old protocol as operations on the schema: parameters in, members of the answer out. */
export type Operation = (
  execute: Execute,
  parameters: Record<string, unknown>,
) => Promise<Record<string, unknown>>
