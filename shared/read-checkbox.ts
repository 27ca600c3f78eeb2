const yes = new Set(['true', 'yes', 'y', 'on', '1', '是', '对', '真', '有', '√', '✓', '✔', '☑', '✅'])
const no = new Set(['false', 'no', 'n', 'off', '0', '否', '不', '错', '假', '无', '×', '✗', '✘', '☐', '❌'])

/** Yes or no in either language, or as a tick; null where it is neither. */
export function readCheckbox(text: string): boolean | null {
  const word = text.normalize('NFKC').trim().replaceAll('\ufe0f', '').toLowerCase()
  return yes.has(word) ? true : no.has(word) ? false : null
}
