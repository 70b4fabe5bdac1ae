/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** An environment to create. */
export type EnvironmentInput = {
  displayName?: string | null | undefined;
  /** Lower-case letters, digits and hyphens, at most 33. */
  name: string;
  /** At least one. */
  nodes: Array<NodeInput>;
  region?: string | null | undefined;
  ssl?: boolean | null | undefined;
};

/** What an environment is doing. */
export type EnvironmentStatus =
  | 'BROKEN'
  | 'CLONING'
  | 'CREATING'
  | 'EXPORTING'
  | 'GOING_TO_SLEEP'
  | 'LAUNCHING'
  | 'MIGRATING'
  | 'MISSING'
  | 'RESTORING'
  | 'RUNNING'
  | 'SLEEPING'
  | 'STOPPED'
  | 'STOPPING'
  | 'UNKNOWN'
  | 'UPDATING';

/** A container, or several alike, of a new environment. */
export type NodeInput = {
  count?: number | null | undefined;
  fixedCloudlets?: number | null | undefined;
  flexibleCloudlets?: number | null | undefined;
  /** The layer, such as bl, cp, cache, sqldb, nosqldb or storage. Others are taken too. */
  group?: string | null | undefined;
  /** For the type "docker": the image. */
  image?: string | null | undefined;
  /** For the type "docker": the tag of the image. */
  tag?: string | null | undefined;
  /** The software, such as "tomcat10" or "docker". */
  type: string;
  /** Environment variables of the container. */
  variables?: Record<string, unknown> | null | undefined;
};

export type CreateEnvironmentMutationVariables = Exact<{
  environment: EnvironmentInput;
}>;


export type CreateEnvironmentMutation = { createEnvironment: { name: string, status: EnvironmentStatus } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const CreateEnvironmentDocument = new TypedDocumentString(`
    mutation CreateEnvironment($environment: EnvironmentInput!) {
  createEnvironment(environment: $environment) {
    name
    status
  }
}
    `) as unknown as TypedDocumentString<CreateEnvironmentMutation, CreateEnvironmentMutationVariables>;