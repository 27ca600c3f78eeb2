import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type CheckStep, checkSteps, type ProviderCheck } from '#shared/models.ts'
import { errorMessage } from '../../api.ts'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../ui/Button.tsx'
import { CheckIcon, WarningIcon, XIcon } from '../../ui/icons.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { Problem } from './Problem.tsx'
import { refreshProvider, testStep } from './queries.ts'
import { modelSettingsTexts } from './texts.ts'

type Results = Partial<Record<CheckStep, ProviderCheck>>
type State = { running: CheckStep | null; results: Results; error: string | null }

/** One step after the other, each with its time and what it means. A list that cannot be had stops nothing: a model may answer all the same. */
export function ConnectionTest() {
  const t = useTexts(modelSettingsTexts).connection
  const queries = useQueryClient()
  const [state, setState] = useState<State | null>(null)
  const leaving = useRef(new AbortController())
  useEffect(() => {
    const controller = new AbortController()
    leaving.current = controller
    return () => controller.abort()
  }, [])

  const run = async () => {
    const { signal } = leaving.current
    let results: Results = {}
    try {
      for (const step of checkSteps) {
        if (step === 'stream' && results.answer && !results.answer.ok) break
        setState({ running: step, results, error: null })
        results = { ...results, [step]: await testStep(step, signal) }
      }
      setState({ running: null, results, error: null })
      await refreshProvider(queries)
    } catch (error) {
      if (!signal.aborted) setState({ running: null, results, error: errorMessage(error) })
    }
  }
  const busy = state !== null && state.running !== null

  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button tone="primary" busy={busy} onClick={() => void run()}>
          {busy ? t.testing : state ? t.again : t.test}
        </Button>
        <p role="status" className="font-medium">
          {state && !busy && !state.error && t.result[resultOf(state.results)]}
        </p>
      </div>
      <p role="alert" className="text-sm text-danger empty:hidden">
        {state?.error}
      </p>
      {state && (
        <ol className="divide-y divide-line rounded-lg border border-line">
          {checkSteps.map((step) => (
            <Step key={step} step={step} running={state.running === step} check={state.results[step]} over={!busy} />
          ))}
        </ol>
      )}
    </div>
  )
}

/** Notes that say nothing is wrong. */
const harmless = new Set(['cut', 'no-prices'])

function resultOf(results: Results): 'ok' | 'warning' | 'failed' {
  const checks = Object.values(results)
  if (checks.some(({ ok }) => !ok)) return 'failed'
  return checks.some(({ notes }) => notes.some((note) => !harmless.has(note))) ? 'warning' : 'ok'
}

function Step({ step, running, check, over }: { step: CheckStep; running: boolean; check: ProviderCheck | undefined; over: boolean }) {
  const t = useTexts(modelSettingsTexts).connection
  const { number } = useFormats()
  const warned = check?.notes.some((note) => !harmless.has(note))
  return (
    <li className="flex gap-3 px-3.5 py-3" aria-busy={running}>
      <span className="mt-0.5 grid size-5 shrink-0 place-items-center">
        {running ? (
          <Spinner />
        ) : !check ? null : !check.ok ? (
          <XIcon className="text-danger" />
        ) : warned ? (
          <WarningIcon className="text-warn" />
        ) : (
          <CheckIcon className="text-accent" />
        )}
      </span>
      <div className="grid min-w-0 flex-1 gap-1">
        <p className="flex items-baseline justify-between gap-3">
          <span className="font-medium">{t.steps[step]}</span>
          {check && <span className="shrink-0 text-sm text-ink-3 tabular-nums">{t.took(number(check.milliseconds))}</span>}
        </p>
        {check ? <Outcome check={check} /> : <p className="text-sm text-ink-3">{running ? t.running : over ? t.skipped : t.waiting}</p>}
      </div>
    </li>
  )
}

function Outcome({ check }: { check: ProviderCheck }) {
  const t = useTexts(modelSettingsTexts).connection
  const { number } = useFormats()
  if (check.problem) return <Problem problem={check.problem} />
  const model = check.model ?? ''
  return (
    <div className="grid gap-1 text-sm text-ink-2">
      <p className="break-words">
        {check.step === 'models'
          ? check.models === null
            ? t.reached
            : t.found(number(check.models))
          : check.said
            ? t.answered(model, check.said)
            : t.answeredNothing(model)}
      </p>
      {check.notes.map((note) => (
        <p key={note}>{t.notes[note]}</p>
      ))}
    </div>
  )
}
