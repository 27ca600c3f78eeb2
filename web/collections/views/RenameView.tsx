import { UpdateView, type View } from '#shared/views.ts'
import { useTexts } from '../../i18n/texts.ts'
import { NameDialog } from '../NameDialog.tsx'
import { viewTexts } from './texts.ts'
import type { Views } from './useViews.ts'

export function RenameView({ view, views, onClose }: { view: View; views: Views; onClose: () => void }) {
  const t = useTexts(viewTexts)
  return <NameDialog title={t.rename} name={view.name} schema={UpdateView.shape.name} save={(name) => views.change(view, { name })} onClose={onClose} />
}
