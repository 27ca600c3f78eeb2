import { expect, it } from 'vitest'
import type { ChatModel } from '#shared/models.ts'
import { groupModels, type Line } from './groupModels.ts'

const model = (id: string, name = id): ChatModel => ({
  id,
  name,
  context_length: null,
  max_output: null,
  prompt_price: null,
  completion_price: null,
  cached_price: null,
  request_price: null,
  image_price: null,
  input_modalities: null,
  output_modalities: null,
  parameters: null,
  reasoning: null,
})
const models = [model('a/one', 'Maker: One'), model('b/two', 'Two'), model('c/three', 'Three one'), model('d/four', 'Stone')]
const shown = (lines: Line[]) => lines.map((line) => ('head' in line ? `# ${line.head}` : `${line.option} ${line.model.id}`))

it('shows each model once, in the first group that has it', () => {
  expect(shown(groupModels({ models, favourites: ['c/three', 'gone'], recent: ['c/three', 'b/two'] }, ''))).toEqual([
    '# favourites',
    '0 c/three',
    '# recent',
    '1 b/two',
    '# all',
    '2 a/one',
    '3 d/four',
  ])
})

it('needs no heading for one group', () => {
  expect(shown(groupModels({ models, favourites: [], recent: [] }, ' '))).toEqual(['0 a/one', '1 b/two', '2 c/three', '3 d/four'])
})

it('finds by name and id, every word, the beginning of a word first', () => {
  expect(shown(groupModels({ models, favourites: ['d/four'], recent: [] }, 'ONE'))).toEqual(['0 a/one', '1 c/three', '2 d/four'])
  expect(shown(groupModels({ models, favourites: [], recent: [] }, 'one three'))).toEqual(['0 c/three'])
  expect(groupModels({ models, favourites: [], recent: [] }, 'none')).toEqual([])
})
