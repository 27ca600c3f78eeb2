import { useTexts } from '../i18n/texts.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { helpTexts } from './helpTexts.ts'
import type { Section } from './sections.ts'
import { shellTexts } from './texts.ts'

type Key = [keys: string[], what: string]

/** Every key that does something. */
export function HelpSheet({ sections, onClose }: { sections: Section[]; onClose: () => void }) {
  const t = useTexts(shellTexts)
  const h = useTexts(helpTexts)
  const groups: { title: string; keys: Key[] }[] = [
    {
      title: h.anywhere,
      keys: [[['?'], h.open], ...sections.map(({ letter, name }): Key => [['G', letter.toUpperCase()], h.goTo(t[name])]), [['G', 'S'], h.goTo(t.settings)]],
    },
    {
      title: h.chat,
      keys: [
        [['Enter'], h.send],
        [['Shift + Enter'], h.newline],
        [['↑'], h.editLast],
        [['Esc'], h.stopAnswer],
        [['←', '→'], h.walk],
        [['Alt + ↑', 'Alt + ↓'], h.jump],
        [['Ctrl + Home', 'Ctrl + End'], h.ends],
        [['Home', 'End', 'PgUp', 'PgDn'], h.scroll],
        [['/'], h.prompts],
        [['Ctrl + Shift + O'], h.newChat],
      ],
    },
    {
      title: h.list,
      keys: [
        [['↑', '↓'], h.walkList],
        [['Home', 'End'], h.listEnds],
        [['F2'], h.rename],
        [['Del'], h.removeChat],
      ],
    },
    {
      title: h.table,
      keys: [
        [['/'], h.search],
        [['N'], h.create],
        [['← ↑ ↓ →'], h.move],
        [['Enter'], h.edit],
        [['Tab'], h.next],
        [['Esc'], h.cancel],
        [['Space'], h.select],
        [['O'], h.details],
        [['Del'], h.remove],
      ],
    },
    {
      title: h.grid,
      keys: [
        [['← ↑ ↓ →'], h.gridMove],
        [['Ctrl + ← ↑ ↓ →'], h.gridFar],
        [['Home', 'End'], h.gridEnds],
        [['Ctrl + Home', 'Ctrl + End'], h.gridCorners],
        [['PgUp', 'PgDn'], h.gridPages],
        [['Tab', 'Shift + Tab'], h.gridTab],
        [['Shift + ← ↑ ↓ →'], h.gridExtend],
        [['Ctrl + A'], h.gridAll],
        [['Enter', 'F2'], h.gridEdit],
        [[h.anyKey], h.gridType],
        [['Enter'], h.gridSave],
        [['Shift + Enter'], h.gridLine],
        [['Esc'], h.gridCancel],
        [['Del'], h.gridClear],
        [['Space'], h.gridToggle],
        [['Ctrl + C'], h.gridCopy],
        [['Ctrl + X'], h.gridCut],
        [['Ctrl + V'], h.gridPaste],
        [['Ctrl + D'], h.gridFill],
        [['Ctrl + Z'], h.gridUndo],
        [['Ctrl + Shift + Z', 'Ctrl + Y'], h.gridRedo],
        [['Ctrl + Enter'], h.gridOpen],
        [['Ctrl + Del'], h.gridRemove],
        [['↑', 'Enter'], h.gridHead],
        [['Esc', 'Tab'], h.gridLeave],
      ],
    },
  ]
  return (
    <Dialog title={t.shortcuts} width="wide" onClose={onClose}>
      {/* Longer than a phone is high: what scrolls must be within reach of the keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div data-autofocus tabIndex={0} className="gap-10 outline-none sm:columns-2">
        {groups.map((group) => (
          <section key={group.title} className="mb-6 break-inside-avoid">
            <h3 className="mb-1.5 text-sm font-semibold text-ink-3">{group.title}</h3>
            <dl>
              {group.keys.map(([keys, what]) => (
                <div key={what} className="flex items-center justify-between gap-4 border-b border-line py-1.5 last:border-0">
                  <dt>{what}</dt>
                  <dd className="flex shrink-0 items-center gap-1">
                    {keys.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
