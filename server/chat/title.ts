import type { Attachment } from '#shared/attachments.ts'

/** As much as a list of conversations shows. */
const TITLE_CHARS = 60

/** A title is found in the first lines, or there is none to find. */
const LOOKED_AT_CHARS = 2000

const byCharacter = new Intl.Segmenter()

/** What a conversation is called after: its first question, or the files that are the question. */
export const titleFor = (question: string, files: Pick<Attachment, 'name'>[]): string =>
  titleOf(question.trim() === '' ? files.map(({ name }) => name).join(', ') : question)

/** The first line of a question that says something, cut between two characters. */
export function titleOf(question: string): string {
  const line =
    question
      .slice(0, LOOKED_AT_CHARS)
      .split(/[\r\n]+/)
      .map((part) => part.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim())
      .find((part) => part !== '') ?? ''
  if (line.length <= TITLE_CHARS) return line.toWellFormed() || '…'
  const characters = Array.from(byCharacter.segment(line.slice(0, 400)), ({ segment }) => segment)
  const cut = characters.length > TITLE_CHARS ? `${characters.slice(0, TITLE_CHARS).join('')}…` : characters.join('')
  // A question of marks alone, which nobody can see.
  return cut.slice(0, 200).toWellFormed() || '…'
}
