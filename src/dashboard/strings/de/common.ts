import { plural } from '../plural.ts'
import type { common as english } from '../en/common.ts'

export const common = {
  product: 'Latchkey',
  navigation: 'Hauptmenü',
  skipToContent: 'Zum Inhalt',
  environments: 'Umgebungen',
  settings: 'Einstellungen',
  apiDocs: 'API-Doku',
  graphiql: 'GraphiQL',
  menu: 'Menü',
  accountMenu: (login) => `Konto ${login}`,
  signIn: 'Anmelden',
  signOut: 'Abmelden',
  signOutFailed:
    'Sie sind noch angemeldet. Der Server konnte Ihre Sitzung nicht beenden: Versuchen Sie es in einigen Sekunden erneut.',
  language: 'Sprache',

  cancel: 'Abbrechen',
  close: 'Schließen',
  back: 'Zurück',
  next: 'Weiter',
  tryAgain: 'Erneut versuchen',
  loading: 'Wird geladen …',
  clearSearch: 'Suche leeren',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyFailed: 'Das Kopieren wurde verweigert. Markieren Sie den Text und kopieren Sie ihn selbst.',
  download: 'Herunterladen',
  dismiss: 'Ausblenden',
  optional: 'optional',
  notAvailable: '–',

  password: 'Passwort',
  code: 'Bestätigungscode',
  codeHint: 'Die sechs Ziffern, die Ihre Authenticator-App zeigt, oder ein Wiederherstellungscode.',
  codeMissing: 'Geben Sie den Code ein.',
  showPassword: 'Passwort anzeigen',
  hidePassword: 'Passwort verbergen',

  discardTitle: 'Eingaben verwerfen?',
  discardText: 'Das Formular behält sie nicht.',
  discard: 'Verwerfen',
  keepEditing: 'Weiter bearbeiten',

  connectionLost: 'Verbindung unterbrochen. Der Server wird erneut gesucht …',
  pageNotFound: 'Diese Seite gibt es nicht',
  pageNotFoundText: 'Vielleicht ist die Adresse vertippt, oder die Seite ist umgezogen.',
  toStart: 'Zur Startseite',
  screenFailed: 'Diese Ansicht lässt sich nicht anzeigen',
  screenFailedText:
    'Laden Sie die Seite neu. Hilft das nicht, sagen Sie Ihrem Betreiber, was Sie getan haben.',
  reload: 'Neu laden',
  dialogFailed: 'Dieser Dialog lässt sich nicht anzeigen',
  dialogFailedText:
    'Prüfen Sie die Verbindung und versuchen Sie es erneut. Hilft das nicht, laden Sie die Seite neu.',

  failures: {
    NETWORK: 'Der Server ist nicht erreichbar. Prüfen Sie die Verbindung und versuchen Sie es erneut.',
    OUTCOME_UNKNOWN:
      'Es kam keine Antwort: Vielleicht ist es getan. Sehen Sie nach, bevor Sie es wiederholen.',
    UNAUTHENTICATED: 'Ihre Sitzung ist beendet. Melden Sie sich wieder an.',
    SIGN_IN_FAILED: 'Anmeldename und Passwort passen nicht zusammen.',
    TOKEN_NOT_VALID:
      'Dieses Token gilt für diesen Anmeldenamen nicht. Nehmen Sie ein anderes oder Ihr Passwort.',
    WRONG_PASSWORD: 'Das ist nicht Ihr Passwort.',
    WRONG_CODE: 'Der Code ist nicht richtig oder wurde schon verwendet.',
    TOO_MANY_ATTEMPTS: 'Zu viele falsche Passwörter oder Codes.',
    DATABASE_UNAVAILABLE: 'Die Datenbank antwortet nicht. Versuchen Sie es in einigen Sekunden erneut.',
    OVERLOADED: 'Der Server ist ausgelastet. Versuchen Sie es in einigen Sekunden erneut.',
    SESSION_REQUIRED: 'Melden Sie sich dafür mit Ihrem Passwort an; ein Token genügt nicht.',
    ENVIRONMENT_NAME_TAKEN: 'Eine Umgebung mit diesem Namen gibt es schon. Wählen Sie einen anderen.',
    ENVIRONMENT_NOT_FOUND: 'Diese Umgebung gibt es nicht mehr.',
    ENVIRONMENT_WRONG_STATUS: 'Der Zustand der Umgebung lässt das nicht zu. Er hat sich wohl eben geändert.',
    NOT_FOUND: 'Das gibt es nicht mehr.',
    TOKEN_LIMIT_REACHED:
      'Das Konto hat so viele Tokens, wie es haben darf. Entfernen Sie eines, das nicht mehr gebraucht wird.',
    NOT_SUPPORTED: 'Die Plattform kann das nicht.',
    PLATFORM_UNAVAILABLE: 'Die Plattform ist nicht erreichbar. Versuchen Sie es in einigen Sekunden erneut.',
    PLATFORM_TIMEOUT:
      'Die Plattform hat nicht rechtzeitig geantwortet. Sehen Sie nach, ob es getan ist, bevor Sie es wiederholen.',
    PLATFORM_ANSWER_UNREADABLE:
      'Die Antwort der Plattform ist nicht lesbar. Wenden Sie sich an Ihren Betreiber.',
    INTERNAL_SERVER_ERROR:
      'Interner Fehler. Versuchen Sie es erneut, oder wenden Sie sich an Ihren Betreiber.',
  },
  requestId: (id) => `Die Kennung der Anfrage ist ${id}.`,
  methodNotPermitted: (method) =>
    `Sie haben sich mit einem Token angemeldet, das ${method} nicht aufrufen darf. Melden Sie sich mit Ihrem Passwort an.`,
  triesLeft: (n) =>
    n === 0
      ? 'Vor dem nächsten Versuch müssen Sie warten.'
      : plural('de', n, { one: 'Noch 1 Versuch.', other: 'Noch {n} Versuche.' }),
  tryAgainIn: (seconds) =>
    plural('de', seconds, {
      one: 'Versuchen Sie es in 1 Sekunde erneut.',
      other: 'Versuchen Sie es in {n} Sekunden erneut.',
    }),
  tryAgainInMinutes: (minutes) =>
    plural('de', minutes, {
      one: 'Versuchen Sie es in 1 Minute erneut.',
      other: 'Versuchen Sie es in {n} Minuten erneut.',
    }),
  tryAgainNow: 'Sie können es jetzt erneut versuchen.',
} satisfies typeof english
