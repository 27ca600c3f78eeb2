import { textsNow } from '../../i18n/texts.ts'
import { fileTexts } from './texts.ts'

/** What a program gives beside an image where it gives text: tables and documents copy a picture of themselves along. */
const texts = ['text/plain', 'text/html', 'text/rtf']

/** The files of what is pasted; none where it is a text that also has a picture of itself. */
export function filesOf(data: DataTransfer): File[] {
  if (texts.some((type) => data.types.includes(type))) return []
  return [...data.files].map((file) => {
    // Every screenshot is called so.
    if (!/^image\.\w+$/.test(file.name)) return file
    return new File([file], textsNow(fileTexts).pasted(file.type.replace('image/', '')), { type: file.type })
  })
}
