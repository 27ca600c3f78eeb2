import { expect, it } from 'vitest'
import { standsIn } from './stand-in.ts'

it.each([
  ['openai/gpt-5-mini', 'qwen/qwen3-max', true],
  ['openai/gpt-4o', 'openai/gpt-4o-mini', true],
  ['openai/gpt-5-mini', 'openai/gpt-5', true],
  ['llama3.2', 'mistral:latest', true],
  ['openai/gpt-5-mini', 'openai/gpt-5-mini', false],
  ['openai/gpt-4o', 'openai/gpt-4o-2024-08-06', false],
  ['anthropic/claude-sonnet-4', 'anthropic/claude-sonnet-4-20250522', false],
  ['meta-llama/llama-3.3-70b-instruct:free', 'meta-llama/llama-3.3-70b-instruct', false],
  ['google/gemini-2.5-flash', 'google/gemini-2.5-flash-preview-05-20', false],
  ['openai/gpt-4o-2024-08-06', 'openai/gpt-4o', false],
  ['llama3.2', 'llama3.2:latest', false],
  ['openrouter/auto', 'qwen/qwen3-max', false],
])('%s was asked and %s answered: instead %s', (asked, answered, other) => {
  expect(standsIn(asked, answered)).toBe(other)
})
