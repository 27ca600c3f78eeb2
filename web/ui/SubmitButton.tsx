import { useTexts } from '../i18n/texts.ts'
import { Button, type ButtonProps } from './Button.tsx'
import { uiTexts } from './texts.ts'

export type SubmitButtonProps = Omit<ButtonProps, 'submit' | 'busy'> & {
  /** What `useForm` gives. */
  of: { busy: boolean; wait: number }
}

/** Sends a form, and says for how long it does not after too many attempts. */
export function SubmitButton({ of: { busy, wait }, disabled = false, children, ...rest }: SubmitButtonProps) {
  const t = useTexts(uiTexts)
  return (
    <Button submit tone="primary" busy={busy} disabled={disabled || wait > 0} {...rest}>
      {wait > 0 ? t.wait(wait) : children}
    </Button>
  )
}
