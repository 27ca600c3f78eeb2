import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markMath, readFormula } from './math.ts'

/** The formulas in brackets, as they are read back. */
const found = (text: string, goesOn = false) =>
  markMath(text, goesOn).replaceAll(/`(\uE0D1[^`]*)`/g, (_, code: string) => {
    const formula = readFormula(code)
    return formula ? `${formula.display ? '⟦' : '⟨'}${formula.tex}${formula.open ? '…' : ''}${formula.display ? '⟧' : '⟩'}` : 'BROKEN'
  })

test.each([
  ['a $x^2$ b', 'a ⟨x^2⟩ b'],
  ['$a_1 + b_1$ and $a_2*b_2$', '⟨a_1 + b_1⟩ and ⟨a_2*b_2⟩'],
  ['so $$\\int_0^1 x\\,dx$$ is', 'so ⟦\\int_0^1 x\\,dx⟧ is'],
  ['$$\na &= b \\\\\n&= c\n$$', '⟦a &= b \\\\\n&= c⟧'],
  ['> $$\n> a\n> $$', '> ⟦a⟧'],
  ['\\(a|b\\) and \\[c`d\\]', '⟨a|b⟩ and ⟦c`d⟧'],
  ['the $n$th of $n$, 第$n$个', 'the ⟨n⟩th of ⟨n⟩, 第⟨n⟩个'],
  ['$100 - x$ and $5$', '⟨100 - x⟩ and ⟨5⟩'],
  ['$a$ % not\n$b % note\n+ c$', '⟨a⟩ % not\n⟨b \n+ c⟩'],
])('%j has the formulas %j', (text, formulas) => {
  expect(found(text)).toBe(formulas)
})

test.each([
  'it costs $5 and $6',
  'from $5/$6 to $7-$8',
  '$5和$6元',
  '$5 or 6$ a month',
  '$5和6$',
  'US$5',
  '$AAPL and $MSFT',
  '$HOME/bin:$PATH',
  'a $ b $ c',
  '\\$x$ and x\\$',
  '`$x$` and ``a ` $x$``',
  '```sh\necho $a$\n```',
  '- ```\n  $a$\n  ```',
  '$x\n\ny$',
  '$$$',
  'only $',
  '\\( \\)',
])('%j has none', (text) => {
  expect(markMath(text)).toBe(text)
})

test('what is still open is one only while the text goes on', () => {
  expect(found('a $$x_1 +', true)).toBe('a ⟦x_1 +…⟧')
  expect(found('a \\(x_1', true)).toBe('a ⟨x_1…⟩')
  expect(found('a $x_1', true)).toBe('a $x_1')
  expect(found('a $$x_1 +')).toBe('a $$x_1 +')
})

test('without dollars and brackets a text stays as it is, and any text is read to its end', () => {
  const piece = fc.constantFrom('$', '$$', '\\(', '\\)', '\\[', '\\]', '`', '``', '```\n', '\n', '\n\n', 'x', ' ', '5', '\\', '%', '> ', '|', '中', '\uD800')
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('').toWellFormed()
      expect(found(text, true)).not.toContain('BROKEN')
    }),
  )
  fc.assert(fc.property(fc.string(), (text) => /[$\\]/.test(text) || markMath(text) === text))
})
