import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { describeIssues } from './describe-issue.ts'

const shared = path.join(import.meta.dirname, '../../shared')

it('says every sentence of the schemas in Chinese too', () => {
  const sentences = readdirSync(shared).flatMap((name) =>
    [...readFileSync(path.join(shared, name), 'utf8').matchAll(/error: '([^']+)'/g)].map(([, sentence = '']) => sentence),
  )
  expect(sentences).not.toEqual([])
  for (const sentence of sentences) {
    const never = z.string().refine(() => false, { error: sentence })
    expect(describeIssues(never, '', 'zh-CN')[0]?.message, sentence).toMatch(/\p{Script=Han}/u)
    expect(describeIssues(never, '', 'en')[0]?.message).toBe(sentence)
  }
})
