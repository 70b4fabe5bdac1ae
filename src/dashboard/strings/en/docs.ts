import { plural } from '../plural.ts'

export const docs = {
  title: 'API methods',
  lead: 'Everything the API can do. An access token opens exactly the methods that it was given.',
  searchLabel: 'Search methods',
  searchPlaceholder: 'Name, address or description',
  set: 'API set',
  allSets: 'All methods',
  services: 'Services',
  found: (shown: number, all: number) =>
    shown === all
      ? plural('en', all, { one: '1 method', other: '{n} methods' })
      : `${shown} of ${all} methods`,
  nothingFound: 'No method matches',
  nothingFoundText: 'Search for part of a name, such as “stop”, or for a word of a description.',
  showAll: 'Show all methods',

  effects: { READ: 'Reads', CHANGE: 'Changes', DELETE: 'Deletes' },
  sessionOnly: 'Session only',
  deprecated: 'Deprecated',

  back: 'API methods',
  breadcrumbs: 'You are here',
  sessionOnlyTitle: 'No access token can hold this method.',
  sessionOnlyText: 'It is open to whoever is signed in with the password, and to nobody else.',
  openTitle: 'This method needs no credential.',
  deleteTitle: 'This method destroys something that cannot simply be brought back.',
  deleteText: 'Give it only to tokens that need it.',
  deprecatedText: 'This method is kept for old programs. Do not use it in new ones.',

  facts: 'At a glance',
  fullName: 'Full name',
  address: 'REST address',
  verbs: 'Verbs',
  graphqlField: 'GraphQL field',
  sets: 'API sets',
  noSets: 'In no ready-made set: tick it in a Custom token.',
  noSetsSession: 'In none, as no token can hold it.',

  parameters: 'Parameters',
  noParameters: 'It takes no parameters.',
  parameterName: 'Name',
  parameterType: 'Type',
  parameterRequired: 'Required',
  parameterOptional: 'Optional',
  secret: 'Secret: send it in the body of a POST request, never in an address.',
  matching: 'Names are matched without regard to case; an empty value counts as left out.',

  examples: 'Examples',
  examplesText: 'Replace what stands in <> and put your token in the variable LATCHKEY_TOKEN.',
  examplesTextSession: 'Replace what stands in <> and put your session in the variable LATCHKEY_SESSION.',
  examplesTextOpen: 'Replace what stands in <>.',
  rest: 'REST',
  graphql: 'GraphQL',
  graphqlCurl: 'GraphQL by curl',
  copyRest: 'Copy the REST example',
  copyGraphql: 'Copy the GraphQL example',
  copyGraphqlCurl: 'Copy the GraphQL example for curl',

  notFound: (id: string) => `There is no method ${id}`,
  notFoundText: 'Names have the form service.Name, such as environment.control.StopEnv.',
  search: 'Search the methods',
}
