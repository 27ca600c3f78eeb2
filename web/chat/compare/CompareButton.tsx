import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useFormats } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { icon } from '../../ui/icons.tsx'
import { modelsQuery } from '../queries.ts'
import { treeTexts } from '../tree/texts.ts'

const CompareDialog = lazy(() => import('./CompareDialog.tsx').then((module) => ({ default: module.CompareDialog })))
const ColumnsIcon = icon(<path d="M2.5 3h4.5v10H2.5zM9 3h4.5v10H9z" />)

export type CompareProps = { chosen: string[]; onChoose: (models: string[]) => void }

/** Which models answer the next question side by side. Pressed while there are some. */
export function CompareButton({ chosen, onChoose }: CompareProps) {
  const t = useTexts(treeTexts)
  const { number } = useFormats()
  const { data } = useQuery(modelsQuery)
  const [open, setOpen] = useState(false)
  if (!data?.configured || data.models.length < 2) return null
  const on = chosen.length > 1
  return (
    <>
      <IconButton
        icon={ColumnsIcon}
        label={on ? t.comparing(number(chosen.length)) : t.compare}
        aria-pressed={on}
        onClick={() => setOpen(true)}
        className={on ? 'bg-accent-soft text-accent' : ''}
      />
      {open && (
        <Suspense>
          <CompareDialog
            list={data}
            chosen={chosen}
            onClose={() => setOpen(false)}
            onChoose={(models) => {
              onChoose(models)
              setOpen(false)
            }}
          />
        </Suspense>
      )}
    </>
  )
}
