import type { ComponentType } from 'react'
import { useTexts } from '../i18n/texts.ts'
import { later } from '../ui/later.ts'
import { uiTexts } from '../ui/texts.ts'

/** A page whose code is fetched when somebody goes there. */
export function latePage<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const page = later(load)
  return function LatePage(props) {
    const Page = page.useLoaded()
    const t = useTexts(uiTexts)
    return Page ? <Page {...props} /> : <p className="sr-only">{t.loading}</p>
  }
}
