import { type ComponentProps, type KeyboardEvent, useState } from 'react'
import { defineTexts, useTexts } from '../i18n/texts.ts'
import { Field, TextInput } from './Field.tsx'
import { IconButton } from './IconButton.tsx'
import { icon } from './icons.tsx'

const EyeIcon = icon(<path d="M1.5 8S3.9 3.5 8 3.5 14.5 8 14.5 8 12.1 12.5 8 12.5 1.5 8 1.5 8ZM10 8a2 2 0 1 1-4 0 2 2 0 0 1 4 0Z" />)
const EyeOffIcon = icon(
  <path d="M6.3 3.7A6.4 6.4 0 0 1 8 3.5c4.1 0 6.5 4.5 6.5 4.5a11 11 0 0 1-1.7 2.2M3.4 5A11 11 0 0 0 1.5 8S3.9 12.5 8 12.5a6.5 6.5 0 0 0 3-.8M6.6 6.6a2 2 0 0 0 2.8 2.8M2.5 2.5l11 11" />,
)

const texts = defineTexts({
  'zh-CN': {
    show: '显示密码',
    hide: '隐藏密码',
    capsLock: '大写锁定已开启。',
    atLeast: (min: number) => `至少 ${min} 个字符。`,
    missing: (count: number) => `还差 ${count} 个字符。`,
    enough: '长度足够。',
  },
  en: {
    show: 'Show password',
    hide: 'Hide password',
    capsLock: 'Caps Lock is on.',
    atLeast: (min: number) => `At least ${min} characters.`,
    missing: (count: number) => (count === 1 ? '1 character more.' : `${count} characters more.`),
    enough: 'Long enough.',
  },
})

export type PasswordFieldProps = Omit<ComponentProps<'input'>, 'type' | 'value' | 'autoComplete'> & {
  label: string
  value: string
  error?: string | undefined
  autoComplete: 'current-password' | 'new-password'
  /** Of a new one: how long it must be. */
  min?: number
}

export function PasswordField({ label, error, min, ...rest }: PasswordFieldProps) {
  const t = useTexts(texts)
  const [shown, setShown] = useState(false)
  const [capsLock, setCapsLock] = useState(false)
  const onKey = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'))
  const { length } = rest.value
  const hint = capsLock ? t.capsLock : min === undefined ? undefined : length === 0 ? t.atLeast(min) : length < min ? t.missing(min - length) : t.enough
  return (
    <Field label={label} error={error} hint={hint}>
      {(control) => (
        <span className="relative">
          <TextInput
            {...control}
            {...rest}
            type={shown ? 'text' : 'password'}
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            className="pr-10 pointer-coarse:pr-12"
            onKeyDown={onKey}
            onKeyUp={onKey}
            onBlur={() => setCapsLock(false)}
          />
          <IconButton
            icon={shown ? EyeOffIcon : EyeIcon}
            label={shown ? t.hide : t.show}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute top-0 right-0"
          />
        </span>
      )}
    </Field>
  )
}
