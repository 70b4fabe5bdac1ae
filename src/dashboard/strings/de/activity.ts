import type { activity as english } from '../en/activity.ts'

export const activity = {
  title: 'Aktivität',
  lead: 'Was mit Ihrem Konto und seinen Tokens geschehen ist, das Neueste zuerst.',
  what: 'Was',
  when: 'Wann',
  from: 'Von',
  refused: 'Abgelehnt',
  done: 'Erledigt',
  more: 'Mehr laden',
  empty: 'Noch nichts',
  emptyText: 'Hier stehen Anmeldungen, Änderungen des Passworts und alles, was mit Tokens geschieht.',

  actions: {
    'account.created': 'Konto erstellt',
    'account.signed-in': 'Angemeldet',
    'account.sign-in-refused': 'Anmeldung mit falschem Passwort',
    'account.signed-out': 'Abgemeldet',
    'account.sessions-ended': 'Sitzungen beendet',
    'account.password-changed': 'Passwort geändert',
    'account.password-refused': 'Falsches Passwort beim Bestätigen einer Änderung',
    'token.generated': 'Token erzeugt',
    'token.edited': 'Token geändert',
    'token.regenerated': 'Neuer Wert für ein Token',
    'token.copied': 'Token kopiert',
    'token.removed': 'Token entfernt',
  } as Record<string, string | undefined>,
} satisfies typeof english
