import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { PromptSummary, PromptVersion } from '#shared/prompts.ts'
import { errorMessage } from '../api.ts'
import { useFormats } from '../i18n/format.ts'
import { textsNow, useTexts } from '../i18n/texts.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { ListToBe } from '../ui/ListToBe.tsx'
import { QueryFailed } from '../ui/QueryFailed.tsx'
import { Time } from '../ui/Time.tsx'
import { toast } from '../ui/Toast.tsx'
import { refreshPrompts, updatePrompt, versionsQuery } from './queries.ts'
import { promptTexts } from './texts.ts'

/** What a prompt was before. @param denied why it may not be changed back by this person */
export function Versions({ prompt, denied, onClose }: { prompt: PromptSummary; denied: string | undefined; onClose: () => void }) {
  const t = useTexts(promptTexts)
  const { number } = useFormats()
  const query = useQuery(versionsQuery(prompt.id))
  const client = useQueryClient()
  const [busy, setBusy] = useState<number | null>(null)
  const newest = query.data?.[0]?.version ?? prompt.version
  const restore = async ({ version, name, description, content, variables }: PromptVersion) => {
    setBusy(version)
    try {
      await updatePrompt(prompt.id, { name, description, content, variables }, newest)
      toast({ text: textsNow(promptTexts).restored(number(version)) })
    } catch (error) {
      toast({ text: errorMessage(error), tone: 'failed' })
    } finally {
      await refreshPrompts(client)
      setBusy(null)
    }
  }
  return (
    <Dialog title={t.versionsNamed(prompt.name)} width="wide" onClose={onClose}>
      {query.isPending ? (
        <ListToBe framed />
      ) : query.isError ? (
        <QueryFailed query={query} />
      ) : (
        <ol className="grid gap-3">
          {query.data.map((version) => (
            <li key={version.version} className="rounded-lg border border-line">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2">
                <span className="min-w-0 font-medium">{t.version(number(version.version), version.name)}</span>
                {version.version === newest && <Badge tone="accent">{t.current}</Badge>}
                <span className="min-w-0 flex-1 text-sm text-ink-3 max-sm:basis-full">
                  {version.changed_by} <Time at={version.changed_at} />
                </span>
                {version.version !== newest && (
                  <Button size="small" denied={denied} busy={busy === version.version} disabled={busy !== null} onClick={() => void restore(version)}>
                    {t.restore}
                  </Button>
                )}
              </div>
              <p className="max-h-48 overflow-y-auto px-3 py-2 text-sm whitespace-pre-wrap text-ink-2">{version.content}</p>
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  )
}
