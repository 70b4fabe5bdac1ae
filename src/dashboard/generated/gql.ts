/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation ChangePassword($oldPassword: String!, $newPassword: String!, $endOtherSessions: Boolean!) {\n    changePassword(oldPassword: $oldPassword, newPassword: $newPassword, endOtherSessions: $endOtherSessions)\n  }\n": typeof types.ChangePasswordDocument,
    "\n  query Sessions {\n    sessions {\n      id\n      current\n      address\n      userAgent\n      createdAt\n      lastUsedAt\n      expiresAt\n    }\n  }\n": typeof types.SessionsDocument,
    "\n  mutation EndSession($id: ID!) {\n    signOutSessions(ids: [$id])\n  }\n": typeof types.EndSessionDocument,
    "\n  mutation EndOtherSessions {\n    signOutOtherSessions\n  }\n": typeof types.EndOtherSessionsDocument,
    "\n  mutation BeginTwoFactor($password: String!) {\n    beginTwoFactor(password: $password) {\n      secret\n      url\n    }\n  }\n": typeof types.BeginTwoFactorDocument,
    "\n  mutation EnableTwoFactor($code: String!, $password: String!) {\n    enableTwoFactor(code: $code, password: $password)\n  }\n": typeof types.EnableTwoFactorDocument,
    "\n  query TwoFactor {\n    viewer {\n      twoFactor {\n        enabled\n        enabledAt\n        recoveryCodesLeft\n        available\n      }\n    }\n  }\n": typeof types.TwoFactorDocument,
    "\n  mutation DisableTwoFactor($password: String!, $code: String!) {\n    disableTwoFactor(password: $password, code: $code)\n  }\n": typeof types.DisableTwoFactorDocument,
    "\n  mutation RegenerateRecoveryCodes($password: String!, $code: String!) {\n    regenerateRecoveryCodes(password: $password, code: $code)\n  }\n": typeof types.RegenerateRecoveryCodesDocument,
    "\n  query Activity($first: Int!, $after: String) {\n    activity(first: $first, after: $after) {\n      entries {\n        id\n        at\n        action\n        outcome\n        tokenId\n        tokenDescription\n        method\n        changed\n        count\n        address\n        userAgent\n      }\n      next\n    }\n  }\n": typeof types.ActivityDocument,
    "\n  query Viewer {\n    viewer {\n      kind\n      account {\n        uid\n        login\n        name\n      }\n    }\n  }\n": typeof types.ViewerDocument,
    "\n  mutation SignOut {\n    signOut\n  }\n": typeof types.SignOutDocument,
    "\n  query MethodIndex {\n    apiMethods {\n      id\n      service\n      name\n      description\n      path\n      effect\n      access\n      deprecated\n      apiSets\n    }\n    apiSets {\n      name\n      displayName\n    }\n  }\n": typeof types.MethodIndexDocument,
    "\n  query MethodPage($id: String!) {\n    apiMethods(search: $id) {\n      id\n      service\n      name\n      description\n      path\n      verbs\n      effect\n      access\n      deprecated\n      apiSets\n      graphqlField\n      parameters {\n        name\n        type\n        required\n        secret\n      }\n    }\n    legacyRest\n    apiSets {\n      name\n      displayName\n    }\n  }\n": typeof types.MethodPageDocument,
    "\n  query Environments {\n    environments {\n      name\n      displayName\n      domain\n      status\n      region\n      createdAt\n      nodes {\n        id\n        type\n      }\n    }\n  }\n": typeof types.EnvironmentsDocument,
    "\n  mutation StartEnvironment($name: String!) {\n    startEnvironment(name: $name) {\n      status\n    }\n  }\n": typeof types.StartEnvironmentDocument,
    "\n  mutation StopEnvironment($name: String!) {\n    stopEnvironment(name: $name) {\n      status\n    }\n  }\n": typeof types.StopEnvironmentDocument,
    "\n  mutation SleepEnvironment($name: String!) {\n    sleepEnvironment(name: $name) {\n      status\n    }\n  }\n": typeof types.SleepEnvironmentDocument,
    "\n  mutation RestartEnvironment($name: String!) {\n    restartEnvironment(name: $name) {\n      status\n    }\n  }\n": typeof types.RestartEnvironmentDocument,
    "\n  mutation CloneEnvironment($name: String!, $newName: String!) {\n    cloneEnvironment(name: $name, newName: $newName) {\n      name\n    }\n  }\n": typeof types.CloneEnvironmentDocument,
    "\n  mutation DeleteEnvironment($name: String!) {\n    deleteEnvironment(name: $name)\n  }\n": typeof types.DeleteEnvironmentDocument,
    "\n  mutation CreateEnvironment($environment: EnvironmentInput!) {\n    createEnvironment(environment: $environment) {\n      name\n    }\n  }\n": typeof types.CreateEnvironmentDocument,
    "\n  mutation Regions {\n    callMethod(method: \"environment.control.GetRegions\")\n  }\n": typeof types.RegionsDocument,
    "\n  mutation ForgetPlatformToken($password: String!) {\n    forgetPlatformToken(password: $password) {\n      credential\n    }\n  }\n": typeof types.ForgetPlatformTokenDocument,
    "\n  mutation GivePlatformToken($token: String!, $password: String!) {\n    givePlatformToken(token: $token, password: $password) {\n      credential\n    }\n  }\n": typeof types.GivePlatformTokenDocument,
    "\n  query PlatformLink {\n    platform {\n      address\n      credential\n      given\n      since\n      expiresAt\n      problem\n    }\n  }\n": typeof types.PlatformLinkDocument,
    "\n  mutation SignIn($login: String!, $password: String!, $code: String) {\n    signIn(login: $login, password: $password, code: $code) {\n      twoFactorRequired\n    }\n  }\n": typeof types.SignInDocument,
    "\n  query AccessTokens {\n    accessTokens {\n      id\n      description\n      lastFour\n      createdAt\n      expiresAt\n      methods\n      apiSet {\n        name\n        displayName\n      }\n      lastUsed {\n        at\n        address\n        method\n        userAgent\n      }\n    }\n    accessTokenLimit\n    apiSets {\n      name\n      displayName\n    }\n  }\n": typeof types.AccessTokensDocument,
    "\n  query TokenCatalogue {\n    apiMethods {\n      id\n      service\n      name\n      description\n      effect\n      grantable\n      path\n      verbs\n      graphqlField\n      parameters {\n        name\n        type\n        required\n      }\n    }\n    legacyRest\n    apiSets {\n      name\n      displayName\n      description\n      methods\n    }\n  }\n": typeof types.TokenCatalogueDocument,
    "\n  mutation GenerateToken($token: TokenInput!, $password: String!) {\n    generateTokens(tokens: [$token], password: $password) {\n      value\n      token {\n        description\n        lastFour\n        methods\n      }\n    }\n  }\n": typeof types.GenerateTokenDocument,
    "\n  mutation CopyToken($copy: TokenCopy!, $password: String!) {\n    copyTokens(copies: [$copy], password: $password) {\n      value\n      token {\n        description\n        lastFour\n        methods\n      }\n    }\n  }\n": typeof types.CopyTokenDocument,
    "\n  mutation RegenerateToken($id: ID!, $password: String!) {\n    regenerateTokens(ids: [$id], password: $password) {\n      value\n      token {\n        description\n        lastFour\n        methods\n      }\n    }\n  }\n": typeof types.RegenerateTokenDocument,
    "\n  mutation EditToken($edit: TokenEdit!, $password: String!) {\n    editTokens(edits: [$edit], password: $password) {\n      id\n    }\n  }\n": typeof types.EditTokenDocument,
    "\n  mutation RemoveTokens($ids: [ID!]!, $password: String!) {\n    removeTokens(ids: $ids, password: $password)\n  }\n": typeof types.RemoveTokensDocument,
};
const documents: Documents = {
    "\n  mutation ChangePassword($oldPassword: String!, $newPassword: String!, $endOtherSessions: Boolean!) {\n    changePassword(oldPassword: $oldPassword, newPassword: $newPassword, endOtherSessions: $endOtherSessions)\n  }\n": types.ChangePasswordDocument,
    "\n  query Sessions {\n    sessions {\n      id\n      current\n      address\n      userAgent\n      createdAt\n      lastUsedAt\n      expiresAt\n    }\n  }\n": types.SessionsDocument,
    "\n  mutation EndSession($id: ID!) {\n    signOutSessions(ids: [$id])\n  }\n": types.EndSessionDocument,
    "\n  mutation EndOtherSessions {\n    signOutOtherSessions\n  }\n": types.EndOtherSessionsDocument,
    "\n  mutation BeginTwoFactor($password: String!) {\n    beginTwoFactor(password: $password) {\n      secret\n      url\n    }\n  }\n": types.BeginTwoFactorDocument,
    "\n  mutation EnableTwoFactor($code: String!, $password: String!) {\n    enableTwoFactor(code: $code, password: $password)\n  }\n": types.EnableTwoFactorDocument,
    "\n  query TwoFactor {\n    viewer {\n      twoFactor {\n        enabled\n        enabledAt\n        recoveryCodesLeft\n        available\n      }\n    }\n  }\n": types.TwoFactorDocument,
    "\n  mutation DisableTwoFactor($password: String!, $code: String!) {\n    disableTwoFactor(password: $password, code: $code)\n  }\n": types.DisableTwoFactorDocument,
    "\n  mutation RegenerateRecoveryCodes($password: String!, $code: String!) {\n    regenerateRecoveryCodes(password: $password, code: $code)\n  }\n": types.RegenerateRecoveryCodesDocument,
    "\n  query Activity($first: Int!, $after: String) {\n    activity(first: $first, after: $after) {\n      entries {\n        id\n        at\n        action\n        outcome\n        tokenId\n        tokenDescription\n        method\n        changed\n        count\n        address\n        userAgent\n      }\n      next\n    }\n  }\n": types.ActivityDocument,
    "\n  query Viewer {\n    viewer {\n      kind\n      account {\n        uid\n        login\n        name\n      }\n    }\n  }\n": types.ViewerDocument,
    "\n  mutation SignOut {\n    signOut\n  }\n": types.SignOutDocument,
    "\n  query MethodIndex {\n    apiMethods {\n      id\n      service\n      name\n      description\n      path\n      effect\n      access\n      deprecated\n      apiSets\n    }\n    apiSets {\n      name\n      displayName\n    }\n  }\n": types.MethodIndexDocument,
    "\n  query MethodPage($id: String!) {\n    apiMethods(search: $id) {\n      id\n      service\n      name\n      description\n      path\n      verbs\n      effect\n      access\n      deprecated\n      apiSets\n      graphqlField\n      parameters {\n        name\n        type\n        required\n        secret\n      }\n    }\n    legacyRest\n    apiSets {\n      name\n      displayName\n    }\n  }\n": types.MethodPageDocument,
    "\n  query Environments {\n    environments {\n      name\n      displayName\n      domain\n      status\n      region\n      createdAt\n      nodes {\n        id\n        type\n      }\n    }\n  }\n": types.EnvironmentsDocument,
    "\n  mutation StartEnvironment($name: String!) {\n    startEnvironment(name: $name) {\n      status\n    }\n  }\n": types.StartEnvironmentDocument,
    "\n  mutation StopEnvironment($name: String!) {\n    stopEnvironment(name: $name) {\n      status\n    }\n  }\n": types.StopEnvironmentDocument,
    "\n  mutation SleepEnvironment($name: String!) {\n    sleepEnvironment(name: $name) {\n      status\n    }\n  }\n": types.SleepEnvironmentDocument,
    "\n  mutation RestartEnvironment($name: String!) {\n    restartEnvironment(name: $name) {\n      status\n    }\n  }\n": types.RestartEnvironmentDocument,
    "\n  mutation CloneEnvironment($name: String!, $newName: String!) {\n    cloneEnvironment(name: $name, newName: $newName) {\n      name\n    }\n  }\n": types.CloneEnvironmentDocument,
    "\n  mutation DeleteEnvironment($name: String!) {\n    deleteEnvironment(name: $name)\n  }\n": types.DeleteEnvironmentDocument,
    "\n  mutation CreateEnvironment($environment: EnvironmentInput!) {\n    createEnvironment(environment: $environment) {\n      name\n    }\n  }\n": types.CreateEnvironmentDocument,
    "\n  mutation Regions {\n    callMethod(method: \"environment.control.GetRegions\")\n  }\n": types.RegionsDocument,
    "\n  mutation ForgetPlatformToken($password: String!) {\n    forgetPlatformToken(password: $password) {\n      credential\n    }\n  }\n": types.ForgetPlatformTokenDocument,
    "\n  mutation GivePlatformToken($token: String!, $password: String!) {\n    givePlatformToken(token: $token, password: $password) {\n      credential\n    }\n  }\n": types.GivePlatformTokenDocument,
    "\n  query PlatformLink {\n    platform {\n      address\n      credential\n      given\n      since\n      expiresAt\n      problem\n    }\n  }\n": types.PlatformLinkDocument,
    "\n  mutation SignIn($login: String!, $password: String!, $code: String) {\n    signIn(login: $login, password: $password, code: $code) {\n      twoFactorRequired\n    }\n  }\n": types.SignInDocument,
    "\n  query AccessTokens {\n    accessTokens {\n      id\n      description\n      lastFour\n      createdAt\n      expiresAt\n      methods\n      apiSet {\n        name\n        displayName\n      }\n      lastUsed {\n        at\n        address\n        method\n        userAgent\n      }\n    }\n    accessTokenLimit\n    apiSets {\n      name\n      displayName\n    }\n  }\n": types.AccessTokensDocument,
    "\n  query TokenCatalogue {\n    apiMethods {\n      id\n      service\n      name\n      description\n      effect\n      grantable\n      path\n      verbs\n      graphqlField\n      parameters {\n        name\n        type\n        required\n      }\n    }\n    legacyRest\n    apiSets {\n      name\n      displayName\n      description\n      methods\n    }\n  }\n": types.TokenCatalogueDocument,
    "\n  mutation GenerateToken($token: TokenInput!, $password: String!) {\n    generateTokens(tokens: [$token], password: $password) {\n      value\n      token {\n        description\n        lastFour\n        methods\n      }\n    }\n  }\n": types.GenerateTokenDocument,
    "\n  mutation CopyToken($copy: TokenCopy!, $password: String!) {\n    copyTokens(copies: [$copy], password: $password) {\n      value\n      token {\n        description\n        lastFour\n        methods\n      }\n    }\n  }\n": types.CopyTokenDocument,
    "\n  mutation RegenerateToken($id: ID!, $password: String!) {\n    regenerateTokens(ids: [$id], password: $password) {\n      value\n      token {\n        description\n        lastFour\n        methods\n      }\n    }\n  }\n": types.RegenerateTokenDocument,
    "\n  mutation EditToken($edit: TokenEdit!, $password: String!) {\n    editTokens(edits: [$edit], password: $password) {\n      id\n    }\n  }\n": types.EditTokenDocument,
    "\n  mutation RemoveTokens($ids: [ID!]!, $password: String!) {\n    removeTokens(ids: $ids, password: $password)\n  }\n": types.RemoveTokensDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangePassword($oldPassword: String!, $newPassword: String!, $endOtherSessions: Boolean!) {\n    changePassword(oldPassword: $oldPassword, newPassword: $newPassword, endOtherSessions: $endOtherSessions)\n  }\n"): (typeof documents)["\n  mutation ChangePassword($oldPassword: String!, $newPassword: String!, $endOtherSessions: Boolean!) {\n    changePassword(oldPassword: $oldPassword, newPassword: $newPassword, endOtherSessions: $endOtherSessions)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Sessions {\n    sessions {\n      id\n      current\n      address\n      userAgent\n      createdAt\n      lastUsedAt\n      expiresAt\n    }\n  }\n"): (typeof documents)["\n  query Sessions {\n    sessions {\n      id\n      current\n      address\n      userAgent\n      createdAt\n      lastUsedAt\n      expiresAt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EndSession($id: ID!) {\n    signOutSessions(ids: [$id])\n  }\n"): (typeof documents)["\n  mutation EndSession($id: ID!) {\n    signOutSessions(ids: [$id])\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EndOtherSessions {\n    signOutOtherSessions\n  }\n"): (typeof documents)["\n  mutation EndOtherSessions {\n    signOutOtherSessions\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation BeginTwoFactor($password: String!) {\n    beginTwoFactor(password: $password) {\n      secret\n      url\n    }\n  }\n"): (typeof documents)["\n  mutation BeginTwoFactor($password: String!) {\n    beginTwoFactor(password: $password) {\n      secret\n      url\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EnableTwoFactor($code: String!, $password: String!) {\n    enableTwoFactor(code: $code, password: $password)\n  }\n"): (typeof documents)["\n  mutation EnableTwoFactor($code: String!, $password: String!) {\n    enableTwoFactor(code: $code, password: $password)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query TwoFactor {\n    viewer {\n      twoFactor {\n        enabled\n        enabledAt\n        recoveryCodesLeft\n        available\n      }\n    }\n  }\n"): (typeof documents)["\n  query TwoFactor {\n    viewer {\n      twoFactor {\n        enabled\n        enabledAt\n        recoveryCodesLeft\n        available\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DisableTwoFactor($password: String!, $code: String!) {\n    disableTwoFactor(password: $password, code: $code)\n  }\n"): (typeof documents)["\n  mutation DisableTwoFactor($password: String!, $code: String!) {\n    disableTwoFactor(password: $password, code: $code)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RegenerateRecoveryCodes($password: String!, $code: String!) {\n    regenerateRecoveryCodes(password: $password, code: $code)\n  }\n"): (typeof documents)["\n  mutation RegenerateRecoveryCodes($password: String!, $code: String!) {\n    regenerateRecoveryCodes(password: $password, code: $code)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Activity($first: Int!, $after: String) {\n    activity(first: $first, after: $after) {\n      entries {\n        id\n        at\n        action\n        outcome\n        tokenId\n        tokenDescription\n        method\n        changed\n        count\n        address\n        userAgent\n      }\n      next\n    }\n  }\n"): (typeof documents)["\n  query Activity($first: Int!, $after: String) {\n    activity(first: $first, after: $after) {\n      entries {\n        id\n        at\n        action\n        outcome\n        tokenId\n        tokenDescription\n        method\n        changed\n        count\n        address\n        userAgent\n      }\n      next\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer {\n      kind\n      account {\n        uid\n        login\n        name\n      }\n    }\n  }\n"): (typeof documents)["\n  query Viewer {\n    viewer {\n      kind\n      account {\n        uid\n        login\n        name\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignOut {\n    signOut\n  }\n"): (typeof documents)["\n  mutation SignOut {\n    signOut\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MethodIndex {\n    apiMethods {\n      id\n      service\n      name\n      description\n      path\n      effect\n      access\n      deprecated\n      apiSets\n    }\n    apiSets {\n      name\n      displayName\n    }\n  }\n"): (typeof documents)["\n  query MethodIndex {\n    apiMethods {\n      id\n      service\n      name\n      description\n      path\n      effect\n      access\n      deprecated\n      apiSets\n    }\n    apiSets {\n      name\n      displayName\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MethodPage($id: String!) {\n    apiMethods(search: $id) {\n      id\n      service\n      name\n      description\n      path\n      verbs\n      effect\n      access\n      deprecated\n      apiSets\n      graphqlField\n      parameters {\n        name\n        type\n        required\n        secret\n      }\n    }\n    legacyRest\n    apiSets {\n      name\n      displayName\n    }\n  }\n"): (typeof documents)["\n  query MethodPage($id: String!) {\n    apiMethods(search: $id) {\n      id\n      service\n      name\n      description\n      path\n      verbs\n      effect\n      access\n      deprecated\n      apiSets\n      graphqlField\n      parameters {\n        name\n        type\n        required\n        secret\n      }\n    }\n    legacyRest\n    apiSets {\n      name\n      displayName\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Environments {\n    environments {\n      name\n      displayName\n      domain\n      status\n      region\n      createdAt\n      nodes {\n        id\n        type\n      }\n    }\n  }\n"): (typeof documents)["\n  query Environments {\n    environments {\n      name\n      displayName\n      domain\n      status\n      region\n      createdAt\n      nodes {\n        id\n        type\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartEnvironment($name: String!) {\n    startEnvironment(name: $name) {\n      status\n    }\n  }\n"): (typeof documents)["\n  mutation StartEnvironment($name: String!) {\n    startEnvironment(name: $name) {\n      status\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StopEnvironment($name: String!) {\n    stopEnvironment(name: $name) {\n      status\n    }\n  }\n"): (typeof documents)["\n  mutation StopEnvironment($name: String!) {\n    stopEnvironment(name: $name) {\n      status\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SleepEnvironment($name: String!) {\n    sleepEnvironment(name: $name) {\n      status\n    }\n  }\n"): (typeof documents)["\n  mutation SleepEnvironment($name: String!) {\n    sleepEnvironment(name: $name) {\n      status\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RestartEnvironment($name: String!) {\n    restartEnvironment(name: $name) {\n      status\n    }\n  }\n"): (typeof documents)["\n  mutation RestartEnvironment($name: String!) {\n    restartEnvironment(name: $name) {\n      status\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CloneEnvironment($name: String!, $newName: String!) {\n    cloneEnvironment(name: $name, newName: $newName) {\n      name\n    }\n  }\n"): (typeof documents)["\n  mutation CloneEnvironment($name: String!, $newName: String!) {\n    cloneEnvironment(name: $name, newName: $newName) {\n      name\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteEnvironment($name: String!) {\n    deleteEnvironment(name: $name)\n  }\n"): (typeof documents)["\n  mutation DeleteEnvironment($name: String!) {\n    deleteEnvironment(name: $name)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateEnvironment($environment: EnvironmentInput!) {\n    createEnvironment(environment: $environment) {\n      name\n    }\n  }\n"): (typeof documents)["\n  mutation CreateEnvironment($environment: EnvironmentInput!) {\n    createEnvironment(environment: $environment) {\n      name\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Regions {\n    callMethod(method: \"environment.control.GetRegions\")\n  }\n"): (typeof documents)["\n  mutation Regions {\n    callMethod(method: \"environment.control.GetRegions\")\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ForgetPlatformToken($password: String!) {\n    forgetPlatformToken(password: $password) {\n      credential\n    }\n  }\n"): (typeof documents)["\n  mutation ForgetPlatformToken($password: String!) {\n    forgetPlatformToken(password: $password) {\n      credential\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation GivePlatformToken($token: String!, $password: String!) {\n    givePlatformToken(token: $token, password: $password) {\n      credential\n    }\n  }\n"): (typeof documents)["\n  mutation GivePlatformToken($token: String!, $password: String!) {\n    givePlatformToken(token: $token, password: $password) {\n      credential\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PlatformLink {\n    platform {\n      address\n      credential\n      given\n      since\n      expiresAt\n      problem\n    }\n  }\n"): (typeof documents)["\n  query PlatformLink {\n    platform {\n      address\n      credential\n      given\n      since\n      expiresAt\n      problem\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignIn($login: String!, $password: String!, $code: String) {\n    signIn(login: $login, password: $password, code: $code) {\n      twoFactorRequired\n    }\n  }\n"): (typeof documents)["\n  mutation SignIn($login: String!, $password: String!, $code: String) {\n    signIn(login: $login, password: $password, code: $code) {\n      twoFactorRequired\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccessTokens {\n    accessTokens {\n      id\n      description\n      lastFour\n      createdAt\n      expiresAt\n      methods\n      apiSet {\n        name\n        displayName\n      }\n      lastUsed {\n        at\n        address\n        method\n        userAgent\n      }\n    }\n    accessTokenLimit\n    apiSets {\n      name\n      displayName\n    }\n  }\n"): (typeof documents)["\n  query AccessTokens {\n    accessTokens {\n      id\n      description\n      lastFour\n      createdAt\n      expiresAt\n      methods\n      apiSet {\n        name\n        displayName\n      }\n      lastUsed {\n        at\n        address\n        method\n        userAgent\n      }\n    }\n    accessTokenLimit\n    apiSets {\n      name\n      displayName\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query TokenCatalogue {\n    apiMethods {\n      id\n      service\n      name\n      description\n      effect\n      grantable\n      path\n      verbs\n      graphqlField\n      parameters {\n        name\n        type\n        required\n      }\n    }\n    legacyRest\n    apiSets {\n      name\n      displayName\n      description\n      methods\n    }\n  }\n"): (typeof documents)["\n  query TokenCatalogue {\n    apiMethods {\n      id\n      service\n      name\n      description\n      effect\n      grantable\n      path\n      verbs\n      graphqlField\n      parameters {\n        name\n        type\n        required\n      }\n    }\n    legacyRest\n    apiSets {\n      name\n      displayName\n      description\n      methods\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation GenerateToken($token: TokenInput!, $password: String!) {\n    generateTokens(tokens: [$token], password: $password) {\n      value\n      token {\n        description\n        lastFour\n        methods\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation GenerateToken($token: TokenInput!, $password: String!) {\n    generateTokens(tokens: [$token], password: $password) {\n      value\n      token {\n        description\n        lastFour\n        methods\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CopyToken($copy: TokenCopy!, $password: String!) {\n    copyTokens(copies: [$copy], password: $password) {\n      value\n      token {\n        description\n        lastFour\n        methods\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CopyToken($copy: TokenCopy!, $password: String!) {\n    copyTokens(copies: [$copy], password: $password) {\n      value\n      token {\n        description\n        lastFour\n        methods\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RegenerateToken($id: ID!, $password: String!) {\n    regenerateTokens(ids: [$id], password: $password) {\n      value\n      token {\n        description\n        lastFour\n        methods\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation RegenerateToken($id: ID!, $password: String!) {\n    regenerateTokens(ids: [$id], password: $password) {\n      value\n      token {\n        description\n        lastFour\n        methods\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EditToken($edit: TokenEdit!, $password: String!) {\n    editTokens(edits: [$edit], password: $password) {\n      id\n    }\n  }\n"): (typeof documents)["\n  mutation EditToken($edit: TokenEdit!, $password: String!) {\n    editTokens(edits: [$edit], password: $password) {\n      id\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveTokens($ids: [ID!]!, $password: String!) {\n    removeTokens(ids: $ids, password: $password)\n  }\n"): (typeof documents)["\n  mutation RemoveTokens($ids: [ID!]!, $password: String!) {\n    removeTokens(ids: $ids, password: $password)\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;