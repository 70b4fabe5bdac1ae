import { plural } from '../plural.ts'
import type { activity as english } from '../en/activity.ts'

export const activity = {
  title: 'Aktivität',
  lead: 'Was mit Ihrem Konto und seinen Tokens geschehen ist, das Neueste zuerst.',
  refused: 'Abgelehnt',
  more: 'Mehr laden',
  empty: 'Noch nichts',
  emptyText:
    'Hier stehen Anmeldungen, Änderungen des Passworts, alles, was mit Tokens geschieht, und was ihnen verwehrt wurde.',

  times: (count) => plural('de', count, { one: 'einmal', other: '{n}-mal innerhalb der Stunde' }),

  changed: (fields) => `Geändert: ${fields.join(', ')}`,
  fields: {
    description: 'Beschreibung',
    expiresAt: 'Ablauf',
    apiSet: 'API',
    methods: 'Methoden',
  } as Record<string, string | undefined>,

  actions: {
    'account.created': 'Konto erstellt',
    'account.signed-in': 'Angemeldet',
    'account.sign-in-refused': 'Anmeldung mit falschem Passwort',
    'account.signed-out': 'Abgemeldet',
    'account.sessions-ended': 'Sitzungen beendet',
    'account.password-changed': 'Passwort geändert',
    'account.password-refused': 'Falsches Passwort beim Bestätigen einer Änderung',
    'account.attempts-throttled': 'Versuche bis zum Ende einer Wartezeit abgelehnt',
    'account.second-factor-refused': 'Falscher Code des zweiten Faktors',
    'account.two-factor-enabled': 'Zwei-Faktor-Anmeldung eingeschaltet',
    'account.two-factor-disabled': 'Zwei-Faktor-Anmeldung ausgeschaltet',
    'account.recovery-codes-regenerated': 'Neue Wiederherstellungscodes erzeugt',
    'account.recovery-code-used': 'Wiederherstellungscode verwendet',
    'platform.token-given': 'Token der Plattform gegeben',
    'platform.token-forgotten': 'Token der Plattform vergessen',
    'token.generated': 'Token erzeugt',
    'token.edited': 'Token geändert',
    'token.regenerated': 'Neuer Wert für ein Token',
    'token.copied': 'Token kopiert',
    'token.removed': 'Token entfernt',
    'token.denied': 'Methode einem Token verwehrt',
  } as Record<string, string | undefined>,
} satisfies typeof english
