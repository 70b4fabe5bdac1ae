import type { platform as english } from '../en/platform.ts'

export const platform = {
  title: 'Plattform',
  credential: 'Zugang für Ihre Tokens',
  credentialText:
    'Ihre Zugriffstokens werden hier geprüft. Was sie dürfen, geht dann mit diesem Zugang an die Plattform. Er ist verschlüsselt verwahrt und wird nie gezeigt.',
  sandbox:
    'Es steht keine Plattform dahinter: Aufrufe gehen an die eingebaute Sandbox, die keinen Zugang braucht.',
  behind: 'Die Plattform dahinter ist',
  since: 'seit',
  until: 'bis',
  kinds: {
    MADE: 'Von Latchkey erzeugt',
    GIVEN: 'Von Ihnen gegeben',
    SESSION: 'Ihre Sitzung',
    NONE: 'Keiner',
  },
  explained: {
    MADE: 'Ein Token der Plattform mit den Methoden Ihrer Zugriffstokens und keinen anderen. Es wird vor seinem Ende ersetzt, wenn Sie sich anmelden oder Tokens ändern.',
    GIVEN: 'Ein Token der Plattform, das Sie dort erzeugt haben. Wenn es endet, geben Sie ein anderes.',
    SESSION:
      'Ihre Sitzung bei der Plattform: Ihre Zugriffstokens funktionieren, solange Sie angemeldet sind. Geben Sie ein Token der Plattform, damit sie auch ohne Sie funktionieren.',
    NONE: 'Aufrufe Ihrer Zugriffstokens werden abgelehnt. Geben Sie ein Token der Plattform, oder melden Sie sich neu an.',
  },
  give: 'Token der Plattform geben',
  giveAnother: 'Anderes Token geben',
  giveText:
    'Erzeugen Sie im Dashboard der Plattform ein Token, das die Methoden Ihrer Zugriffstokens aufrufen darf, und fügen Sie es hier ein.',
  giveSubmit: 'Token geben',
  token: 'Token der Plattform',
  tokenHint: 'Kein Token von Latchkey. Es muss users.account.GetUserInfo aufrufen dürfen.',
  tokenMissing: 'Fügen Sie das Token ein.',
  taken: 'Das Token der Plattform ist ab jetzt in Gebrauch.',
  forget: 'Token vergessen',
  forgetTitle: 'Token der Plattform vergessen?',
  forgetText:
    'Latchkey versucht, selbst eines zu erzeugen. Das Token lebt weiter: Entfernen Sie es auch bei der Plattform.',
  forgotten: 'Das Token der Plattform wurde vergessen.',
  twoFactor: 'Die Zwei-Faktor-Anmeldung ist die der Plattform. Richten Sie sie dort ein:',
} satisfies typeof english
