import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { ColumnsIcon } from '../icons.tsx'
import { modelsQuery } from '../queries.ts'
import { treeTexts } from '../tree/texts.ts'

const CompareDialog = lazy(() => import('./CompareDialog.tsx').then((module) => ({ default: module.CompareDialog })))

/** Which models answer the next question side by side. Pressed while there are some. */
export function CompareButton({ count, onOpen }: { count: number; onOpen: () => void }) {
  const t = useTexts(treeTexts)
  const { number } = useFormats()
  const on = count > 1
  return (
    <IconButton
      icon={ColumnsIcon}
      label={on ? t.comparing(number(count)) : t.compare}
      aria-pressed={on}
      onClick={onOpen}
      className={on ? 'bg-accent-soft text-accent' : ''}
    />
  )
}

/** Fetched when it is opened first. Not within the form of the question, which Enter in its search would send. */
export function LateCompareDialog({ chosen, onChoose, onClose }: { chosen: string[]; onChoose: (models: string[]) => void; onClose: () => void }) {
  const { data } = useQuery(modelsQuery)
  if (!data) return null
  const choose = (models: string[]) => {
    onChoose(models)
    onClose()
  }
  return (
    <Suspense>
      <CompareDialog list={data} chosen={chosen} onClose={onClose} onChoose={choose} />
    </Suspense>
  )
}
