import { useTexts } from '../../i18n/texts.ts'
import { ClipIcon } from './icons.tsx'
import { fileTexts } from './texts.ts'

/** Over the page while files are held over it. */
export function DropHint() {
  const t = useTexts(fileTexts)
  return (
    <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center bg-paper/80 p-4">
      <div className="grid justify-items-center gap-1 rounded-2xl border-2 border-dashed border-accent bg-surface px-10 py-8 text-center shadow-float">
        <ClipIcon size={24} className="text-accent" />
        <p className="mt-1 font-semibold">{t.drop}</p>
        <p className="text-sm text-ink-2">{t.dropText}</p>
      </div>
    </div>
  )
}
