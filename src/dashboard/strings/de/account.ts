import { plural } from '../plural.ts'
import type { account as english } from '../en/account.ts'

export const account = {
  title: 'Konto',

  changePassword: 'Passwort',
  changePasswordText: 'Zugriffstokens funktionieren weiter, wenn sich das Passwort ändert.',
  oldPassword: 'Jetziges Passwort',
  newPassword: 'Neues Passwort',
  newPasswordHint: 'Mindestens 8 Zeichen.',
  repeatPassword: 'Neues Passwort noch einmal',
  endOtherSessions: 'Überall sonst abmelden',
  endOtherSessionsHint: 'Wer das alte Passwort kennt, ist vielleicht angemeldet.',
  changeSubmit: 'Passwort ändern',
  passwordChanged: 'Das Passwort wurde geändert.',
  oldPasswordMissing: 'Geben Sie Ihr jetziges Passwort ein.',
  newPasswordShort: 'Nehmen Sie mindestens 8 Zeichen.',
  passwordsDiffer: 'Die beiden neuen Passwörter sind verschieden.',

  sessions: 'Sitzungen',
  sessionsText: 'Wo Sie angemeldet sind. Eine Sitzung endet von selbst, wenn sie nicht benutzt wird.',
  current: 'Diese Sitzung',
  signedIn: 'Angemeldet',
  lastUsed: 'Zuletzt benutzt',
  endsAt: 'Endet',
  unknownDevice: 'Unbekanntes Gerät',
  deviceOn: (browser, system) => `${browser} unter ${system}`,
  fromAddress: (address) => `von ${address}`,
  end: 'Beenden',
  endOf: (device) => `Sitzung von ${device} beenden`,
  ended: 'Die Sitzung wurde beendet.',
  endOthers: 'Alle anderen Sitzungen beenden',
  endOthersTitle: 'Alle anderen Sitzungen beenden?',
  endOthersText: (n) =>
    plural('de', n, {
      one: 'Eine andere Sitzung endet sofort. Was darin nicht gespeichert ist, geht verloren.',
      other: '{n} andere Sitzungen enden sofort. Was darin nicht gespeichert ist, geht verloren.',
    }),
  othersEnded: 'Alle anderen Sitzungen wurden beendet.',
} satisfies typeof english
