/** As much as a list of conversations shows. */
const TITLE_CHARS = 60

const byCharacter = new Intl.Segmenter()

/** The first line of a question that says something, cut between two characters. */
export function titleOf(question: string): string {
  const line =
    question
      .split(/[\r\n]+/)
      .map((part) => part.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim())
      .find((part) => part !== '') ?? ''
  const characters = Array.from(byCharacter.segment(line.slice(0, 400)), ({ segment }) => segment)
  const cut = characters.length > TITLE_CHARS ? `${characters.slice(0, TITLE_CHARS).join('')}…` : characters.join('')
  // A question of marks alone, which nobody can see.
  return cut.slice(0, 200).toWellFormed() || '…'
}
