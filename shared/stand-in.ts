/** Names under which a provider chooses a model by itself: whoever answers is no other than was asked. */
const ROUTER = /^openrouter\//
/** A way to be served (`:free`, `:nitro`), which is no part of a model's name. */
const VARIANT = /:[\w-]+$/
/** What servers add to the name that was asked: a date, a number, which build. */
const VERSION = /^([:@][\w.-]*|[-.]?\d[\d.-]*|-(preview|latest|exp|it|instruct)\b[\w.-]*)?$/

/** Whether another model answered than was asked, and not only a version of it, or one that a router was to choose. */
export function standsIn(asked: string, answered: string): boolean {
  if (asked === answered || ROUTER.test(asked)) return false
  const [short = '', long = ''] = [asked.replace(VARIANT, ''), answered.replace(VARIANT, '')].toSorted((a, b) => a.length - b.length)
  return !(long.startsWith(short) && VERSION.test(long.slice(short.length)))
}
