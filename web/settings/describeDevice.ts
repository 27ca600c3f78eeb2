export type Device = {
  /** As it calls itself, such as `Firefox` or `curl`; null where nothing is to be made out. */
  program: string | null
  system: string | null
  kind: 'computer' | 'phone' | 'program'
}

/** In this order: most browsers also claim to be the ones below them. */
const programs: [RegExp, string][] = [
  [/MicroMessenger\//, 'WeChat'],
  [/\b(Edg|EdgA|EdgiOS)\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome|Chromium)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
  [/\b(HarmonyOS|OpenHarmony)\b/, 'HarmonyOS'],
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iOS'],
  [/\biPad\b/, 'iPadOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\b(Mac OS X|Macintosh)\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]
const PHONES = new Set(['HarmonyOS', 'Android', 'iOS', 'iPadOS'])

const first = (found: [RegExp, string][], agent: string) => found.find(([pattern]) => pattern.test(agent))?.[1] ?? null

/** What a User-Agent says to a person. It is a hint, as every program writes there what it likes. */
export function describeDevice(agent: string): Device {
  const system = first(systems, agent)
  const program = first(programs, agent)
  if (program) return { program, system, kind: system && PHONES.has(system) ? 'phone' : 'computer' }
  // Such as `curl/8.5.0` or `python-requests/2.32`.
  const named = /^([A-Za-z][\w.-]{0,40})\/\d/.exec(agent)?.[1] ?? null
  return { program: named === 'Mozilla' ? null : named, system, kind: system && named === 'Mozilla' ? 'computer' : 'program' }
}
