import type { View } from '#shared/views.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Link } from '../../link.tsx'
import { Button } from '../../ui/Button.tsx'
import { copyText } from '../../ui/copyText.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { CopyIcon, EditIcon, LockIcon, MoreIcon, PlusIcon, TrashIcon, UsersIcon } from '../../ui/icons.tsx'
import { Menu, type MenuItem } from '../../ui/Menu.tsx'
import { NO_VIEW } from '../search.ts'
import { viewTexts } from './texts.ts'
import { type Views, viewHref } from './useViews.ts'

type Props = {
  slug: string
  all: readonly View[]
  views: Views
  /** Why this person may not change what all see. */
  manageDenied: string | undefined
  onRename: (view: View) => void
  onSaveAs: () => void
}

const tab =
  'flex h-8 max-w-48 shrink-0 items-center rounded-md px-2.5 text-sm font-medium text-ink-2 hover:bg-hover hover:text-ink data-[here=true]:bg-sunken data-[here=true]:text-ink pointer-coarse:h-11 pointer-coarse:min-w-11 pointer-coarse:justify-center'

/** The ways to look at a collection, above its rows; beside the one that is shown what can be done to it. */
export function ViewTabs({ slug, all, views, manageDenied, onRename, onSaveAs }: Props) {
  const t = useTexts(viewTexts)
  const { view, changed, gone } = views
  const denied = view?.shared && manageDenied ? t.noChange : undefined
  return (
    <div className="grid gap-2">
      <div className="-mx-1 flex items-center gap-1 overflow-x-auto px-1 py-0.5">
        <nav aria-label={t.title} className="flex items-center gap-1">
          <Link href={viewHref(slug, NO_VIEW)} exact aria-current={view === null ? 'page' : undefined} data-here={view === null} className={tab}>
            {t.all}
          </Link>
          {all.map((each) => (
            <Link
              key={each.id}
              href={viewHref(slug, each.id)}
              exact
              aria-current={each.id === view?.id ? 'page' : undefined}
              data-here={each.id === view?.id}
              data-tip={each.shared ? t.shared : t.mine}
              className={tab}
            >
              <span className="truncate">{each.name}</span>
            </Link>
          ))}
        </nav>
        {view && (
          <Menu
            label={t.menu(view.name)}
            items={menuOf(view, slug, views, t, manageDenied, onRename)}
            trigger={(props) => <IconButton icon={MoreIcon} label={t.menu(view.name)} {...props} />}
          />
        )}
        <IconButton icon={PlusIcon} label={t.saveAs} onClick={onSaveAs} />
        {changed && (
          <span className="ml-auto flex shrink-0 items-center gap-1 pl-3">
            <span role="status" className="text-sm text-ink-3 max-sm:sr-only">
              {t.changed}
            </span>
            <Button size="small" tone="primary" denied={denied} onClick={() => void views.save()}>
              {t.save}
            </Button>
            <Button size="small" onClick={onSaveAs}>
              {t.saveAsShort}
            </Button>
            <Button size="small" tone="quiet" onClick={views.discard}>
              {t.discard}
            </Button>
          </span>
        )}
      </div>
      {gone.length > 0 && (
        <p role="status" className="text-sm text-warn">
          {t.gone(gone.join(', '))}
        </p>
      )}
    </div>
  )
}

type Texts = (typeof viewTexts)['en']

function menuOf(view: View, slug: string, views: Views, t: Texts, manageDenied: string | undefined, onRename: Props['onRename']): MenuItem[] {
  const own = (item: MenuItem): MenuItem => (view.shared && manageDenied ? { ...item, disabled: true, hint: manageDenied } : item)
  const managed = (item: MenuItem): MenuItem => (manageDenied ? { ...item, disabled: true, hint: t.noShare } : item)
  return [
    own({ label: t.rename, icon: EditIcon, onSelect: () => onRename(view) }),
    { label: t.duplicate, icon: CopyIcon, onSelect: () => void views.duplicate(view) },
    { label: t.link, onSelect: () => void copyText(`${location.origin}${viewHref(slug, view.id)}`) },
    ...(view.shared
      ? view.mine
        ? [managed({ label: t.makePrivate, icon: LockIcon, onSelect: () => views.changeOrTell(view, { shared: false }) })]
        : []
      : [managed({ label: t.makeShared, icon: UsersIcon, onSelect: () => views.changeOrTell(view, { shared: true }) })]),
    ...(view.shared
      ? [managed({ label: view.is_default ? t.noDefault : t.makeDefault, onSelect: () => views.changeOrTell(view, { is_default: !view.is_default }) })]
      : []),
    own({ label: t.remove, icon: TrashIcon, danger: true, onSelect: () => void views.remove(view) }),
  ]
}
