import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextPath } from './nextPath.ts'

const HERE = 'https://desk.example'

describe('where to go after signing in', () => {
  it.each(['/', '/items?q=a%2Fb&id=1', '/chat/019abf00-0000-7000-8000-000000000000', '/settings#keys'])('leads back to %s', (path) =>
    expect(nextPath(path)).toBe(path),
  )
  it.each([
    null,
    '',
    'items',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '\t//evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/login?next=/login',
    '//',
  ])('leads to the start instead of %j', (path) => expect(nextPath(path)).toBe('/'))
  it('never leads to another site', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('/', '\\', '.', '..', '\t', '\n', ':', '@', '%2e', '%2f', 'a', 'evil.example', '?', '#', ' ')), (parts) => {
        expect(new URL(nextPath(`/${parts.join('')}`), HERE).origin).toBe(HERE)
      }),
    ))
})
