import { errorMessage, send } from '../api.ts'
import { textsNow } from '../i18n/texts.ts'
import { apiPaths } from '../paths.ts'
import { toast } from '../ui/Toast.tsx'
import { importTexts } from './imports/texts.ts'

/** Has the browser store what an address answers, as it comes: a million rows are never held by the page. The access is renewed first, which a link cannot do. */
export async function saveAs(path: string): Promise<void> {
  try {
    await send({ path: apiPaths.me() })
  } catch (error) {
    return void toast({ tone: 'failed', text: textsNow(importTexts).notExported(errorMessage(error)) })
  }
  const link = document.createElement('a')
  link.href = path
  // The name is the one that the server gives.
  link.download = ''
  link.click()
}
