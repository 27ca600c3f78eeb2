import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import type { UpdateMe } from '#shared/auth.ts'
import { type Language, languages } from '#shared/errors.ts'
import { errorMessage } from '../api.ts'
import { setLanguage, useLanguage } from '../i18n/language.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { updateMe } from '../session.ts'
import { cx } from '../ui/classes.ts'
import { MonitorIcon, MoonIcon, SunIcon } from '../ui/icons.tsx'
import { toast } from '../ui/Toast.tsx'
import { setTheme, type Theme, themes, useTheme } from '../ui/theme.ts'
import { Part, PartBody } from './Part.tsx'
import { settingsTexts } from './texts.ts'

/** Each in its own words: who needs to find it may not read the other. */
const languageNames: Record<Language, string> = { 'zh-CN': '简体中文', en: 'English' }
const themeIcons: Record<Theme, typeof SunIcon> = { system: MonitorIcon, light: SunIcon, dark: MoonIcon }

/** Both take effect at the click, and are kept with the account. */
export function Appearance() {
  const t = useTexts(settingsTexts).appearance
  const language = useLanguage()
  const theme = useTheme()
  const queries = useQueryClient()

  const keep = async (change: UpdateMe, takeBack: () => void) => {
    try {
      await updateMe(queries, change)
    } catch (error) {
      takeBack()
      toast({ tone: 'failed', text: textsNow(settingsTexts).appearance.notSaved(errorMessage(error)) })
    }
  }

  return (
    <>
      <Part title={t.language} text={t.languageText}>
        <PartBody>
          <Choices
            label={t.language}
            value={language}
            options={languages.map((value) => ({ value, label: <span lang={value}>{languageNames[value]}</span> }))}
            onChange={(next) => {
              setLanguage(next)
              void keep({ language: next }, () => setLanguage(language))
            }}
          />
        </PartBody>
      </Part>
      <Part title={t.theme} text={t.themeText}>
        <PartBody>
          <Choices
            label={t.theme}
            value={theme}
            options={themes.map((value) => ({ value, icon: themeIcons[value], label: t.themes[value] }))}
            onChange={(next) => {
              setTheme(next)
              void keep({ theme: next }, () => setTheme(theme))
            }}
          />
        </PartBody>
      </Part>
    </>
  )
}

type ChoicesProps<T extends string> = {
  label: string
  value: T
  options: readonly { value: T; label: ReactNode; icon?: typeof SunIcon }[]
  onChange: (value: T) => void
}

function Choices<T extends string>({ label, value, options, onChange }: ChoicesProps<T>) {
  const name = useId()
  return (
    <fieldset className="grid max-w-xl grid-cols-[repeat(auto-fit,minmax(8rem,1fr))] gap-2">
      <legend className="sr-only">{label}</legend>
      {options.map(({ value: each, label, icon: Icon }) => (
        <label
          key={each}
          className={cx(
            'relative flex min-h-10 cursor-pointer pointer-coarse:min-h-11 items-center gap-2.5 rounded-lg border px-3 font-medium transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent',
            each === value ? 'border-accent bg-accent-soft' : 'border-line-2 hover:bg-hover',
          )}
        >
          <input type="radio" name={name} value={each} checked={each === value} onChange={() => onChange(each)} className="absolute size-px opacity-0" />
          {Icon && <Icon className={each === value ? 'text-accent' : 'text-ink-3'} />}
          {label}
        </label>
      ))}
    </fieldset>
  )
}
