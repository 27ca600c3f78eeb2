/**
 * What something is called in addresses and in programs, made of its name: Latin letters without their accents, digits, and `joint` for all else.
 * A name without any (a Chinese one) gives `fallback` with a number.
 * @param taken what is called so already
 */
export function makeKey(
  name: string,
  { joint, max, fallback, taken }: { joint: '-' | '_'; max: number; fallback: string; taken: ReadonlySet<string> },
): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, joint)
    .replaceAll(/^[^a-z]+/g, '')
  const base = cut(plain, max - 5, joint)
  for (let at = base === '' ? 1 : 0; ; at++) {
    const key = base === '' ? `${fallback}${joint}${at}` : at === 0 ? base : `${base}${joint}${at + 1}`
    if (!taken.has(key)) return key
  }
}

function cut(text: string, max: number, joint: string): string {
  let end = Math.min(text.length, max)
  while (end > 0 && text[end - 1] === joint) end--
  return text.slice(0, end)
}
