/** Two at one desk. */
export const Logo = () => (
  <span className="flex items-center gap-2.5">
    <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0c7463" />
      <g fill="#fff">
        <circle cx="11" cy="11" r="3.6" />
        <circle cx="21" cy="11" r="3.6" opacity=".72" />
        <rect x="5" y="18" width="22" height="3.4" rx="1.7" />
        <rect x="7.5" y="20" width="3" height="6.5" rx="1.5" />
        <rect x="21.5" y="20" width="3" height="6.5" rx="1.5" />
      </g>
    </svg>
    <span className="text-lg leading-none font-semibold tracking-tight">
      Deskmate <span className="font-normal text-ink-3">同桌</span>
    </span>
  </span>
)
