import { useEffect } from 'react'
import { setLanguage } from '../i18n/language.ts'
import { entered, followOtherTabs } from '../session/leave.ts'
import { recall } from '../session/storage.ts'
import { useMe } from '../session.ts'
import { setTheme } from '../ui/theme.ts'

/** Keeps this tab in step with who is signed in, and with how that person wants the page to be. @returns who that is */
export function useSession() {
  const me = useMe()
  useEffect(() => followOtherTabs(() => undefined), [])

  const id = me?.user.id
  useEffect(() => {
    // The company sign-in comes back from elsewhere, so nothing here has seen it happen.
    if (!id || recall('signed-in') === id) return
    const before = recall('owner')
    entered(id)
    // What the page has read already was somebody else's.
    if (before !== null && before !== id) location.reload()
  }, [id])

  const language = me?.user.language
  useEffect(() => {
    if (language) setLanguage(language)
  }, [language])
  const theme = me?.user.theme
  useEffect(() => {
    if (theme) setTheme(theme)
  }, [theme])
  return me
}
