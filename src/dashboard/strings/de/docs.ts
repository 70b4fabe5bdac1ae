import { plural } from '../plural.ts'
import type { docs as english } from '../en/docs.ts'

export const docs = {
  title: 'API-Methoden',
  lead: 'Alles, was die API kann. Ein Zugriffstoken öffnet genau die Methoden, die es bekommen hat.',
  searchLabel: 'Methoden suchen',
  searchPlaceholder: 'Name, Adresse oder Beschreibung',
  set: 'API-Satz',
  allSets: 'Alle Methoden',
  services: 'Dienste',
  found: (shown, all) =>
    shown === all
      ? plural('de', all, { one: '1 Methode', other: '{n} Methoden' })
      : `${shown} von ${all} Methoden`,
  nothingFound: 'Keine Methode passt',
  nothingFoundText:
    'Suchen Sie nach einem Teil des Namens, etwa „stop“, oder nach einem Wort der (englischen) Beschreibung.',
  showAll: 'Alle Methoden zeigen',

  effects: { READ: 'Liest', CHANGE: 'Ändert', DELETE: 'Löscht' },
  sessionOnly: 'Nur mit Sitzung',
  deprecated: 'Veraltet',

  back: 'API-Methoden',
  breadcrumbs: 'Sie sind hier',
  sessionOnlyTitle: 'Kein Zugriffstoken kann diese Methode haben.',
  sessionOnlyText: 'Sie steht nur dem offen, der mit dem Passwort angemeldet ist.',
  openTitle: 'Diese Methode ist ohne Anmeldung offen.',
  deleteTitle: 'Diese Methode zerstört etwas, das sich nicht einfach wiederherstellen lässt.',
  deleteText: 'Geben Sie sie nur Tokens, die sie brauchen.',
  deprecatedText: 'Diese Methode gibt es für alte Programme. Verwenden Sie sie in neuen nicht.',

  facts: 'Auf einen Blick',
  fullName: 'Voller Name',
  address: 'REST-Adresse',
  verbs: 'Verben',
  graphqlField: 'GraphQL-Feld',
  sets: 'API-Sätze',
  noSets: 'In keinem fertigen Satz: Kreuzen Sie sie in einem Token mit eigener Auswahl an.',
  noSetsSession: 'In keinem, da kein Token sie haben kann.',

  parameters: 'Parameter',
  noParameters: 'Sie hat keine Parameter.',
  parameterName: 'Name',
  parameterType: 'Typ',
  parameterRequired: 'Pflicht',
  parameterOptional: 'Optional',
  secret: 'Geheim: nur im Rumpf einer POST-Anfrage senden, nie in einer Adresse.',
  matching: 'Bei Namen zählt Groß- und Kleinschreibung nicht; ein leerer Wert gilt als weggelassen.',

  examples: 'Beispiele',
  examplesText: 'Ersetzen Sie, was in <> steht, und legen Sie Ihr Token in die Variable LATCHKEY_TOKEN.',
  examplesTextSession:
    'Ersetzen Sie, was in <> steht, und legen Sie Ihre Sitzung in die Variable LATCHKEY_SESSION.',
  examplesTextOpen: 'Ersetzen Sie, was in <> steht.',
  rest: 'REST',
  graphql: 'GraphQL',
  graphqlCurl: 'GraphQL mit curl',
  copyRest: 'Das REST-Beispiel kopieren',
  copyGraphql: 'Das GraphQL-Beispiel kopieren',
  copyGraphqlCurl: 'Das GraphQL-Beispiel für curl kopieren',

  notFound: (id) => `Es gibt keine Methode ${id}`,
  notFoundText: 'Namen haben die Form Dienst.Name, etwa environment.control.StopEnv.',
  search: 'Methoden suchen',
} satisfies typeof english
