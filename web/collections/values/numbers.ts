/** A number as people write it: `1,234.50`, `￥1 200`, in full-width digits too. Undefined where it is none. */
export function readNumber(text: string): number | undefined {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[\s,_'\p{Sc}]/gu, '')
    .replace(/^\((.+)\)$/, '-$1')
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : undefined
}
