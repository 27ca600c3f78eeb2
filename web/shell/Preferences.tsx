import { useQueryClient } from '@tanstack/react-query'
import type { UpdateMe } from '#shared/auth.ts'
import { type Language, languages } from '#shared/errors.ts'
import { setLanguage, useLanguage } from '../i18n/language.ts'
import { useTexts } from '../i18n/texts.ts'
import { paths } from '../paths.ts'
import { meQuery, updateMe } from '../session.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { BookIcon, GlobeIcon, KeyboardIcon, MonitorIcon, MoonIcon, SunIcon } from '../ui/icons.tsx'
import { Menu } from '../ui/Menu.tsx'
import { setTheme, type Theme, themes, useTheme } from '../ui/theme.ts'
import { shellTexts } from './texts.ts'

/** Each in its own words: who needs to find it may not read the other. */
const languageNames: Record<Language, string> = { 'zh-CN': '简体中文', en: 'English' }
const themeIcons: Record<Theme, typeof SunIcon> = { system: MonitorIcon, light: SunIcon, dark: MoonIcon }

/** @param onHelp shows the shortcuts, where there are any */
export function Preferences({ onHelp }: { onHelp?: () => void }) {
  const t = useTexts(shellTexts)
  const language = useLanguage()
  const theme = useTheme()
  const client = useQueryClient()
  /** The browser has it already; the account brings it to the next one. Where that fails, it is just not brought along. */
  const keep = (change: UpdateMe) => {
    if (client.getQueryData(meQuery.queryKey)) updateMe(client, change).catch(() => undefined)
  }
  return (
    <div className="flex items-center gap-0.5">
      <Menu
        label={t.language}
        trigger={(props) => <IconButton icon={GlobeIcon} label={`${t.language}: ${languageNames[language]}`} {...props} />}
        items={languages.map((code) => ({
          label: languageNames[code],
          checked: code === language,
          onSelect: () => {
            setLanguage(code)
            keep({ language: code })
          },
        }))}
      />
      <Menu
        label={t.theme.label}
        trigger={(props) => <IconButton icon={themeIcons[theme]} label={`${t.theme.label}: ${t.theme[theme]}`} {...props} />}
        items={themes.map((name) => ({
          label: t.theme[name],
          icon: themeIcons[name],
          checked: name === theme,
          onSelect: () => {
            setTheme(name)
            keep({ theme: name })
          },
        }))}
      />
      {onHelp && (
        <>
          <IconButton icon={KeyboardIcon} label={t.shortcuts} shortcut="?" onClick={onHelp} className="max-md:hidden" />
          <a
            href={paths.apiDocs()}
            target="_blank"
            rel="noreferrer"
            aria-label={t.apiDocs}
            data-tip={t.apiDocs}
            className="inline-flex size-8 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink max-md:hidden"
          >
            <BookIcon />
          </a>
        </>
      )}
    </div>
  )
}
