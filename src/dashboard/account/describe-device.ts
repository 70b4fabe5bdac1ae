const browsers: [name: string, mark: RegExp][] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:HeadlessChrome|Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
]

const systems: [name: string, mark: RegExp][] = [
  ['Windows', /\bWindows\b/],
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(?:iPhone|iPad)\b/],
  ['macOS', /\bMac OS X\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
]

/** The browser and system of a user agent, as far as it tells; of a program, its own name, such as "curl/8.5.0". */
export function describeDevice(userAgent: string | null): { program: string; system?: string } | undefined {
  if (!userAgent) return undefined
  const find = (list: typeof browsers) => list.find(([, mark]) => mark.test(userAgent))?.[0]
  const browser = find(browsers)
  if (browser) return { program: browser, system: find(systems) }
  return { program: /^\S+\/\S+/.exec(userAgent)?.[0] ?? userAgent }
}
