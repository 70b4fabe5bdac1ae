import { formatNumber, plural } from '../plural.ts'
import type { tokens as english } from '../en/tokens.ts'

const methods = (n: number) => plural('de', n, { one: '1 Methode', other: '{n} Methoden' })
const days = (n: number) => plural('de', n, { one: '1 Tag', other: '{n} Tage' })
const inDays = (n: number) => plural('de', n, { one: '1 Tag', other: '{n} Tagen' })

const tokensInWords = (n: number) => plural('de', n, { one: '1 Token', other: '{n} Tokens' })

/** Settings → Access Tokens. */
export const tokens = {
  title: 'Zugriffstokens',
  lead: 'Mit einem Token ruft ein Skript oder Plugin die API in Ihrem Namen auf: nur die angekreuzten Methoden, bis zu seinem Datum, bis Sie es entfernen.',
  tools: 'Werkzeuge',
  generate: 'Erzeugen',
  edit: 'Bearbeiten',
  copy: 'Kopieren',
  remove: 'Entfernen',
  refresh: 'Aktualisieren',
  countOf: (n, limit) => `${formatNumber('de', n)} von ${tokensInWords(limit)}`,
  limitReached: (limit) =>
    `Das Konto hat ${tokensInWords(limit)}, so viele wie erlaubt. Entfernen Sie eines, um ein neues zu erzeugen.`,
  selected: (n, below) =>
    `${formatNumber('de', n)} ausgewählt${below > 0 ? `, davon ${formatNumber('de', below)} noch nicht gezeigt` : ''}`,

  searchTokens: 'Tokens suchen',
  filterBy: 'Anzeigen',
  filters: {
    all: 'Alle',
    active: 'Aktiv',
    expiring: 'Läuft bald ab',
    expired: 'Abgelaufen',
    unused: '90 Tage unbenutzt',
  },
  sortBy: 'Sortieren nach',
  sortings: {
    description: { ascending: 'Beschreibung, A bis Z', descending: 'Beschreibung, Z bis A' },
    api: { ascending: 'API, A bis Z', descending: 'API, Z bis A' },
    created: { ascending: 'Älteste zuerst', descending: 'Neueste zuerst' },
    expires: { ascending: 'Ablauf zuerst', descending: 'Ablauf zuletzt' },
    lastUsed: { ascending: 'Am längsten unbenutzt zuerst', descending: 'Zuletzt benutzt zuerst' },
  },
  noneFound: 'Kein Token passt',
  noneFoundText: 'Suchen Sie etwas anderes, oder zeigen Sie wieder alle Tokens an.',
  showAll: 'Alle anzeigen',

  columns: {
    description: 'Beschreibung',
    api: 'API',
    created: 'Erzeugt',
    expires: 'Läuft ab',
    lastUsed: 'Zuletzt benutzt',
    state: 'Zustand',
  },
  list: 'Zugriffstokens',
  listHelp: 'Die Eingabetaste bearbeitet das Token, Entf entfernt, was ausgewählt ist.',
  selectAll: 'Alle auswählen',
  rowsOf: (n, all) => `${formatNumber('de', n)} von ${tokensInWords(all)} gezeigt`,
  showMore: 'Mehr zeigen',
  customCount: (n) => `Eigene Auswahl, ${methods(n)}`,
  endsWith: (lastFour) => `endet auf ${lastFour}`,
  never: 'Nie',
  neverUsed: 'Nie benutzt',
  until: (time, utc) => `${time} · ${utc}`,
  from: (address) => `von ${address}`,
  usedAt: (time) => `Benutzt am ${time}`,
  calledMethod: (method) => `Rief ${method} auf`,
  unknownAddress: 'Adresse unbekannt',
  states: {
    active: 'Aktiv',
    expired: 'Abgelaufen',
    expiresToday: 'Läuft heute ab',
    expiresWithinDay: 'Läuft binnen eines Tages ab',
    expiresIn: (n) => `Läuft in ${inDays(n)} ab`,
  },

  emptyTitle: 'Noch keine Zugriffstokens',
  emptyText:
    'Ein Skript, ein Build oder ein Plugin soll Ihr Passwort nicht kennen. Geben Sie ihm ein Token: Es öffnet nur die Methoden, die Sie wählen, endet am Tag, den Sie festlegen, und gilt nicht mehr, sobald Sie es entfernen.',
  emptyStart: 'Beginnen Sie mit einem fertigen Satz, oder kreuzen Sie Methoden selbst an:',
  custom: 'Eigene Auswahl',

  generateTitle: 'Token erzeugen',
  editTitle: 'Token bearbeiten',
  copyTitle: 'Token kopieren',
  copyLead: (description) =>
    `Das neue Token beginnt mit den Einstellungen von „${description}“ und bekommt einen eigenen Wert.`,
  copyOf: (description) => `${description} (Kopie)`,
  description: 'Beschreibung',
  descriptionExample: 'Etwa: nächtliche Sicherung des Shops',
  expiresAt: 'Läuft ab am',
  expiresHint: 'tt-mm-jjjj',
  presetLabel: 'Wie lange es gilt',
  presets: {
    '7-days': '7 Tage',
    '30-days': '30 Tage',
    '90-days': '90 Tage',
    '1-year': '1 Jahr',
    never: 'Nie',
  },
  pickDay: 'Tag auswählen',
  calendar: 'Läuft ab am',
  previousMonth: 'Voriger Monat',
  nextMonth: 'Nächster Monat',
  worksForever: 'Es gilt, bis es entfernt wird.',
  worksThrough: (n) =>
    n === 0 ? 'Bis Ende des heutigen Tages, UTC.' : `Bis Ende dieses Tages, UTC: noch ${days(n)}.`,
  worksUntil: (moment) => `Es ist gültig bis ${moment}.`,
  expiredOn: (day) => `Es ist am ${day} abgelaufen. Wählen Sie einen Tag, um es wiederzubeleben.`,
  api: 'API',
  setDescriptions: {
    EXTENDED_ACCESS:
      'Alles, was der Inhaber auf der Plattform tun kann, außer was das Konto schützt: Passwort, zweiter Faktor, Tokens, Sitzungen und Kontoeinstellungen.',
    IDE_PLUGINS:
      'Was das Plugin einer Entwicklungsumgebung braucht, um Umgebungen und Logs zu zeigen, zu starten und zu stoppen und auszuliefern.',
    MARKETPLACE:
      'Fertige Anwendungen und Add-ons suchen, installieren und betreiben; ihre Skripte handeln mit den Rechten des Kontos.',
    MAVEN_PLUGIN:
      'Was ein Build braucht, um ein Archiv hochzuladen, einzutragen, alte aufzuräumen und es in eine Umgebung auszuliefern.',
  },
  customSet: 'Methoden, die Sie selbst ankreuzen.',
  setSize: methods,

  methods: 'Methoden',
  searchMethods: 'Methoden suchen',
  onlyChecked: 'Nur angekreuzte',
  hits: (n) => plural('de', n, { one: '1 Treffer', other: '{n} Treffer' }),
  checkedOf: (n, all) => `${formatNumber('de', n)} von ${formatNumber('de', all)} angekreuzt`,
  selectShown: (n) =>
    plural('de', n, { one: 'Den einen Treffer ankreuzen', other: 'Alle {n} gezeigten ankreuzen' }),
  clearShown: (n) =>
    plural('de', n, { one: 'Den einen Treffer abwählen', other: 'Alle {n} gezeigten abwählen' }),
  selectAllMethods: 'Alle ankreuzen',
  clearAllMethods: 'Alle abwählen',
  countInService: (n, all) => `${formatNumber('de', n)} von ${formatNumber('de', all)}`,
  noMethodFound: 'Keine Methode hat diese Wörter im Namen, in der Adresse oder in der Beschreibung.',
  noneChecked: 'Nichts ist angekreuzt.',
  docsOf: (method) => `Doku zu ${method} in neuem Tab`,
  docs: 'Doku',
  destroys: 'löscht',
  added: 'zusätzlich',
  leftOut: 'ausgelassen',
  difference: (set, plus, less) =>
    [set, plus > 0 && `plus ${formatNumber('de', plus)}`, less > 0 && `minus ${formatNumber('de', less)}`]
      .filter(Boolean)
      .join(', '),
  backToSet: (set) => `Zurück zu ${set}`,
  setHasChanged: (set) => `${set} enthält heute andere Methoden als beim Erzeugen dieses Tokens.`,
  takeToday: 'Die heutigen nehmen',
  ownReplaced: (n) => `Ihre eigene Auswahl (${methods(n)}) wurde ersetzt.`,
  bringBack: 'Zurückholen',

  problems: {
    descriptionMissing: 'Sagen Sie in wenigen Worten, wofür das Token ist.',
    descriptionTooLong: 'Höchstens 255 Zeichen.',
    descriptionControl: 'Keine Zeilenumbrüche oder anderen Steuerzeichen.',
    dateMissing: 'Geben Sie einen Tag als tt-mm-jjjj ein, oder wählen Sie Nie.',
    'not-a-date': 'Schreiben Sie den Tag als tt-mm-jjjj, zum Beispiel 31-12-2027.',
    'not-in-calendar': 'Diesen Tag gibt es im Kalender nicht.',
    passed: 'Dieser Tag ist vorbei. Wählen Sie einen künftigen.',
    'too-late': 'Das Jahr 2100 ist das letzte.',
    apiMissing: 'Wählen Sie einen Satz, oder kreuzen Sie Methoden an.',
    methodsMissing: 'Kreuzen Sie mindestens eine Methode an.',
  },
  continue: 'Weiter',
  nothingChanged: 'Noch wurde nichts geändert.',

  confirmTitle: {
    generate: 'Dieses Token erzeugen?',
    edit: 'Diese Änderungen speichern?',
    copy: 'Diese Kopie erzeugen?',
  },
  sumName: 'Beschreibung',
  sumUntil: 'Gilt bis',
  sumUntilDay: (day, n) =>
    n === 0 ? `Ende des heutigen Tages, ${day} (UTC)` : `Ende des ${day} (UTC), noch ${days(n)}`,
  sumForever: 'Sie es entfernen: Es läuft nie ab',
  sumMay: 'Darf aufrufen',
  sumMethods: (n, all, set) => `${formatNumber('de', n)} von ${formatNumber('de', all)} Methoden (${set})`,
  becomes: (before) => `bisher: ${before}`,
  sumPlus: 'Neu geöffnet',
  sumLess: 'Nicht mehr offen',
  andMore: (n) => `und ${formatNumber('de', n)} weitere`,
  warningsTitle: 'Bevor Sie fortfahren',
  warnings: {
    'never-expires': () => 'Es läuft nie ab. Wer es findet, kann es benutzen, bis Sie es bemerken.',
    everything: () => 'Es darf alles, was ein Token überhaupt darf.',
    'deletes-environments': () => 'Es kann Umgebungen mit allen ihren Daten löschen.',
    'runs-commands': () =>
      'Es kann Befehle auf Ihren Servern ausführen, und damit alles darauf lesen und ändern.',
    'reads-secrets': () => 'Es kann Geheimnisse lesen, etwa Passwörter in Variablen und Dateien.',
    'lets-others-in': () => 'Es kann anderen Menschen Zugang zu Ihren Umgebungen geben.',
    destroys: (n) =>
      plural('de', n, {
        one: 'Es enthält 1 Methode, die etwas endgültig zerstört.',
        other: 'Es enthält {n} Methoden, die etwas endgültig zerstören.',
      }),
  },
  passwordLabel: 'Ihr Passwort',
  passwordHint: 'Das Passwort Ihres Kontos bestätigt die Änderung.',
  confirm: { generate: 'Token erzeugen', edit: 'Änderungen speichern', copy: 'Token erzeugen' },
  saved: 'Das Token wurde geändert.',
  tokenGone: 'Dieses Token wurde inzwischen entfernt.',
  outcomeUnknown: {
    generate:
      'Es kam keine Antwort: Vielleicht wurde das Token erzeugt. Sehen Sie in der Liste nach, bevor Sie es wiederholen. Steht es dort, so erzeugen Sie einen neuen Wert dafür.',
    edit: 'Es kam keine Antwort: Vielleicht wurden die Änderungen gespeichert. Sehen Sie in der Liste nach, bevor Sie es wiederholen.',
    copy: 'Es kam keine Antwort: Vielleicht wurde die Kopie erzeugt. Sehen Sie in der Liste nach, bevor Sie es wiederholen. Steht sie dort, so erzeugen Sie einen neuen Wert dafür.',
    renew:
      'Es kam keine Antwort: Vielleicht wird der alte Wert schon abgewiesen. Versuchen Sie es erneut, um einen neuen zu bekommen.',
    remove:
      'Es kam keine Antwort: Vielleicht ist es getan. Sobald der Server wieder antwortet, stehen hier nur noch Tokens, die es gibt.',
  },

  regenerateLink: 'Neuen Wert erzeugen',
  regenerateTitle: 'Neuen Wert erzeugen',
  regenerateWarning: 'Der alte Wert gilt sofort nicht mehr.',
  regenerateText: (description) =>
    `„${description}“ behält seine Einstellungen. Wer noch den alten Wert sendet, wird abgewiesen.`,
  regenerateDrops: 'Änderungen im Formular werden dabei nicht gespeichert.',
  regenerateExpired:
    'Es ist abgelaufen. Mit dem neuen Wert gilt es wieder, so lange wie zuvor, mindestens einen Tag.',
  lastUsedSentence: (when, time) => `Zuletzt benutzt ${when} (${time})`,
  neverUsedSentence: 'Es wurde nie benutzt.',
  regenerate: 'Neuen Wert erzeugen',

  valueTitle: 'Ihr neues Token',
  newValueTitle: 'Der neue Wert',
  valueSentence: 'Kopieren Sie den Wert jetzt. Er wird nie wieder angezeigt.',
  valueNotStored: (lastFour) =>
    `Wir behalten nur seinen Hash und die letzten vier Zeichen ${lastFour}, um ihn zu erkennen.`,
  valueLabel: 'Wert des Tokens',
  copyValue: 'Den Wert kopieren',
  download: 'Herunterladen',
  tryIt: 'Ausprobieren',
  tryText: (method) => `Diese Zeile ruft ${method} auf und ändert nichts.`,
  tryChanges: (method) => `Diese Zeile ruft ${method} auf. Bedenken Sie, dass sie etwas ändert.`,
  tryBlanks: 'Füllen Sie aus, was in spitzen Klammern steht.',
  tryExamples: 'Die Werte darin sind Beispiele: Setzen Sie Ihre eigenen ein.',
  curlLabel: 'Zeile für eine Shell',
  copyCurl: 'Die Zeile kopieren',
  done: 'Fertig',
  leaveTitle: 'Ohne den Wert schließen?',
  leaveText: 'Sie haben ihn weder kopiert noch heruntergeladen, und er wird nie wieder angezeigt.',
  leave: 'Trotzdem schließen',
  stay: 'Zurück',

  removeTitle: (n) => plural('de', n, { one: '1 Token entfernen?', other: '{n} Tokens entfernen?' }),
  removeText: (n) =>
    plural('de', n, {
      one: 'Es gilt sofort nicht mehr und lässt sich nicht zurückholen.',
      other: 'Sie gelten sofort nicht mehr und lassen sich nicht zurückholen.',
    }),
  removeConfirm: (n) => plural('de', n, { one: '1 Token entfernen', other: '{n} Tokens entfernen' }),
  removed: (n) => plural('de', n, { one: '1 Token wurde entfernt.', other: '{n} Tokens wurden entfernt.' }),
  removedMeanwhile:
    'Ein Token wurde inzwischen entfernt. Sehen Sie sich an, was übrig ist, und versuchen Sie es dann erneut.',
  removeList: 'Zu entfernende Tokens',
  inUse: 'In Gebrauch: in den letzten 24 Stunden benutzt',
} satisfies typeof english
