import type { PromptSummary } from '#shared/prompts.ts'
import { useTexts } from '../i18n/texts.ts'
import { useCan } from '../session.ts'
import { Badge } from '../ui/Badge.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { EditIcon, RestoreIcon, TrashIcon } from '../ui/icons.tsx'
import { Time } from '../ui/Time.tsx'
import { promptTexts } from './texts.ts'

type Props = { prompt: PromptSummary; onEdit: () => void; onDelete: () => void; onVersions: (denied: string | undefined) => void }

export function PromptRow({ prompt, onEdit, onDelete, onVersions }: Props) {
  const t = useTexts(promptTexts)
  const mayShare = useCan('prompts:share')
  const { name, description, shared, mine, owner_name, updated_at } = prompt
  const denied = mine || mayShare ? undefined : t.mayNotEdit
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 md:px-5 pointer-coarse:gap-y-0 pointer-coarse:pb-1">
      <div className="min-w-0 flex-1 basis-56">
        <p className="break-words">
          <span className="mr-2.5 font-medium">{name}</span>
          {shared && (
            <span className="mr-2.5">
              <Badge tone="accent">{owner_name ? t.by(owner_name) : t.sharedBadge}</Badge>
            </span>
          )}
          <Time at={updated_at} className="text-sm whitespace-nowrap text-ink-3" />
        </p>
        {description && <p className="text-sm break-words text-ink-2">{description}</p>}
      </div>
      <div className="ml-auto flex gap-1 pointer-coarse:-mr-3">
        <IconButton icon={EditIcon} label={t.editNamed(name)} denied={denied} onClick={onEdit} />
        <IconButton icon={RestoreIcon} label={t.versionsNamed(name)} onClick={() => onVersions(denied)} />
        <IconButton icon={TrashIcon} tone="danger" label={t.removeNamed(name)} denied={denied} onClick={onDelete} />
      </div>
    </li>
  )
}
