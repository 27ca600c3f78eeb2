import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ProviderState } from '#shared/models.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { CopyField } from '../../ui/CopyField.tsx'
import { ListToBe } from '../../ui/ListToBe.tsx'
import { QueryFailed } from '../../ui/QueryFailed.tsx'
import { Time } from '../../ui/Time.tsx'
import { Part, PartBody } from '../Part.tsx'
import { ConnectionTest } from './ConnectionTest.tsx'
import { Problem } from './Problem.tsx'
import { providerQuery } from './queries.ts'
import { modelSettingsTexts } from './texts.ts'

/** Which service answers, whether it does, and how to have one. */
export function Connection() {
  const t = useTexts(modelSettingsTexts).connection
  const query = useQuery(providerQuery)
  const { data } = query
  if (!data) return <Part title={t.title}>{query.isError ? <QueryFailed query={query} /> : <ListToBe />}</Part>
  if (!data.configured)
    return (
      <Part title={t.notConfigured} text={t.notConfiguredText}>
        <PartBody>
          <Examples />
        </PartBody>
      </Part>
    )
  return (
    <>
      <Part title={t.title} text={t.text}>
        <PartBody>
          <State state={data} />
        </PartBody>
      </Part>
      <Part title={t.testTitle} text={t.testText}>
        <PartBody>
          <ConnectionTest />
        </PartBody>
      </Part>
      <Part title={t.examples}>
        <PartBody>
          <Examples />
        </PartBody>
      </Part>
    </>
  )
}

function State({ state }: { state: ProviderState }) {
  const t = useTexts(modelSettingsTexts).connection
  const { number } = useFormats()
  const list = state.models === null ? t.noList : t.count(number(state.models))
  return (
    <dl className="grid gap-x-6 gap-y-2.5 sm:grid-cols-[8rem_minmax(0,1fr)]">
      <Row name={t.address}>
        <code className="font-mono text-sm break-all">{state.base_url}</code>
      </Row>
      <Row name={t.key}>{state.has_key ? (state.key_from_file ? t.keys.file : t.keys.set) : t.keys.none}</Row>
      <Row name={t.default}>
        <code className="font-mono text-sm break-all">{state.default_model}</code>
      </Row>
      <Row name={t.models}>
        {list}
        {state.fetched_at && (
          <span className="text-ink-3">
            {' · '}
            {t.fetched} <Time at={state.fetched_at} />
          </span>
        )}
        {state.problem && <Problem problem={state.problem} />}
      </Row>
    </dl>
  )
}

const Row = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-sm text-ink-3 max-sm:-mb-2.5 sm:pt-px">{name}</dt>
    <dd className="min-w-0">{children}</dd>
  </>
)

function Examples() {
  const t = useTexts(modelSettingsTexts).connection
  const base = (address: string) => `OPENROUTER_BASE_URL=${address}`
  const ways: [string, string[]][] = [
    [t.example.openrouter, [`OPENROUTER_API_KEY=${t.yourKey}`]],
    [t.example.ollama, [base('http://localhost:11434/v1')]],
    [t.example.vllm, [base('http://localhost:8001/v1')]],
    [t.example.lmstudio, [base('http://localhost:1234/v1')]],
  ]
  return <div className="grid gap-3">{ways.map(([name, lines]) => lines.map((line) => <CopyField key={line} label={name} value={line} />))}</div>
}
