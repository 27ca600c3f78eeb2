/** A currency's signs, as far as one of them says which it is; ¥ is yuan here, though Japan writes it too. */
const currencies: [sign: RegExp, currency: string][] = [
  [/^(?:rmb|cny|人民币|¥)|(?:rmb|cny|元|人民币)$/i, 'CNY'],
  [/^(?:us\$|usd|\$)|(?:usd|美元|\$)$/i, 'USD'],
  [/^(?:eur|€)|(?:eur|欧元|€)$/i, 'EUR'],
  [/^(?:gbp|£)|(?:gbp|英镑|£)$/i, 'GBP'],
  [/^(?:jpy)|(?:jpy|日元|円)$/i, 'JPY'],
  [/^(?:hk\$|hkd)|(?:hkd|港元|港币)$/i, 'HKD'],
]

export type ReadNumber = { value: number; currency: string | null; percent: boolean }

/**
 * A number as people write it: `1,234.50`, `１２３`, `¥12`, `$5`, `€1.234,50`, `12.5%`, `(3)`, `−4`. A comma alone parts thousands, and
 * only where it does; where points part them, a comma is the decimal point.
 */
export function readNumber(text: string): ReadNumber | null {
  // Full-width digits and signs are the same signs.
  let rest = text.normalize('NFKC').trim().replaceAll(/[−‒–]/g, '-')
  const bracketed = /^\((.*)\)$/.exec(rest)
  if (bracketed?.[1] !== undefined) rest = `-${bracketed[1]}`
  let sign = ''
  const takeSign = () => {
    const found = /^[+-]/.exec(rest)?.[0]
    if (found === undefined || sign !== '') return
    sign = found
    rest = rest.slice(1).trimStart()
  }
  takeSign()
  const percent = rest.endsWith('%')
  if (percent) rest = rest.slice(0, -1).trimEnd()
  let currency: string | null = null
  for (const [pattern, code] of currencies) {
    if (!pattern.test(rest)) continue
    currency = code
    rest = rest.replace(pattern, '').trim()
    break
  }
  takeSign()
  const digits = decimal(rest)
  if (digits === null || (percent && currency !== null)) return null
  // By the exponent, not by division: 7 % is 0.07 to its last digit.
  const value = Number(`${sign === '-' ? '-' : ''}${digits}${percent ? 'e-2' : ''}`)
  return Number.isFinite(value) ? { value: value === 0 ? 0 : value, currency, percent } : null
}

/** With a point and nothing else beside its digits. */
function decimal(text: string): string | null {
  if (/^(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text)) return text
  if (/^\d{1,3}(?:[, ']\d{3})+(?:\.\d+)?$/.test(text)) return text.replaceAll(/[, ']/g, '')
  if (/^\d{1,3}(?:\.\d{3})+,\d+$/.test(text)) return text.replaceAll('.', '').replace(',', '.')
  return null
}
