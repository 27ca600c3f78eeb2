import { PROMPT_OPTIONS_MAX, PROMPT_VALUE_MAX, type PromptVariable, PromptVariableType, variablesIn } from '#shared/prompts.ts'
import { useTexts } from '../i18n/texts.ts'
import { TextArea, TextInput } from '../ui/Field.tsx'
import { Select } from '../ui/Select.tsx'
import { promptTexts } from './texts.ts'

type Props = { content: string; variables: PromptVariable[]; error: string | undefined; onChange: (variables: PromptVariable[]) => void }

/** What each variable of the text is; they come and go with what is written there. */
export function VariableFields({ content, variables, error, onChange }: Props) {
  const t = useTexts(promptTexts)
  const names = variablesIn(content)
  if (names.length === 0) return null
  const describe = (name: string): PromptVariable => variables.find((each) => each.name === name) ?? { name, type: 'text', default: '', options: [] }
  const change = (name: string, part: Partial<PromptVariable>) => onChange([...variables.filter((each) => each.name !== name), { ...describe(name), ...part }])
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-medium text-ink-2">{t.variables}</legend>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {names.map((name) => {
          const { type, default: standard, options } = describe(name)
          return (
            <li key={name} className="grid grid-cols-1 items-start gap-2 px-3 py-2.5 sm:grid-cols-[minmax(0,1fr)_9rem_minmax(0,1.5fr)]">
              <code className="py-1 font-mono text-sm break-all">{name}</code>
              <Select
                aria-label={t.type(name)}
                value={type}
                onChange={(value) => change(name, { type: PromptVariableType.parse(value), default: '' })}
                options={PromptVariableType.options.map((value) => ({ value, label: t.types[value] }))}
              />
              <div className="grid gap-1">
                {type === 'select' && (
                  <>
                    <Caption text={t.optionsShort} />
                    <TextArea
                      aria-label={t.options(name)}
                      rows={3}
                      placeholder={t.optionsPlaceholder}
                      value={options.join('\n')}
                      onChange={({ target }) => change(name, { options: target.value.split('\n').slice(0, PROMPT_OPTIONS_MAX) })}
                      onBlur={() => change(name, { options: options.map((option) => option.trim()).filter(Boolean) })}
                    />
                    <Caption text={t.standardShort} />
                  </>
                )}
                <TextInput
                  aria-label={t.standard(name)}
                  placeholder={type === 'date' ? t.todayPlaceholder : t.standardPlaceholder}
                  autoComplete="off"
                  maxLength={PROMPT_VALUE_MAX}
                  value={standard}
                  onChange={({ target }) => change(name, { default: target.value })}
                />
              </div>
            </li>
          )
        })}
      </ul>
      <p role="alert" className="text-sm text-danger empty:hidden">
        {error}
      </p>
    </fieldset>
  )
}

/** What a box is for where there are two; its name says it too. */
const Caption = ({ text }: { text: string }) => (
  <span aria-hidden="true" className="mt-1 text-xs text-ink-3 first:mt-0">
    {text}
  </span>
)
