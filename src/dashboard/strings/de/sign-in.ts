import type { signIn as english } from '../en/sign-in.ts'

export const signIn = {
  title: 'Anmelden',
  lead: 'Zugriffstokens und Umgebungen Ihres Kontos.',
  login: 'Anmeldename',
  submit: 'Anmelden',
  ended:
    'Ihre Sitzung ist beendet. Melden Sie sich wieder an, um auf der Seite weiterzumachen, auf der Sie waren.',
  again: 'Wieder anmelden',
  againText: (login: string) =>
    `Ihre Sitzung ist beendet. Ihre Eingaben sind noch da: Geben Sie das Passwort von ${login} ein, um weiterzumachen. Abbrechen verwirft sie.`,
  docs: 'Die API-Doku steht allen offen.',
  loginMissing: 'Geben Sie Ihren Anmeldenamen ein.',
  passwordMissing: 'Geben Sie Ihr Passwort ein.',
} satisfies typeof english
