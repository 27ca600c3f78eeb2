// Runs before the first paint, so that neither a dark page flashes white nor the language changes under the reader.
;(() => {
  let theme = null
  let language = null
  try {
    theme = localStorage.getItem('deskmate.theme')
    language = localStorage.getItem('deskmate.language')
  } catch {
    // Storage may be forbidden; the system's choice stands then.
  }
  const root = document.documentElement
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.theme = dark ? 'dark' : 'light'
  document.querySelector('meta[name="theme-color"]').content = dark ? '#171614' : '#faf9f6'
  root.lang = language === 'zh-CN' || language === 'en' ? language : navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'

  // Who is signed in is asked while the program is on its way (web/session.ts takes the answer), except on the pages for those who are not (web/paths.ts).
  const guest = ['/login', '/setup', '/invite', '/reset', '/register', '/shared'].includes(location.pathname)
  if (guest) root.dataset.guest = ''
  else {
    const response = fetch('/api/v1/auth/me', { headers: { Accept: 'application/json', 'Accept-Language': root.lang } })
    window.deskmateMe = { sentAt: Date.now(), response }
    response.catch(() => undefined)
  }

  // The code of the page that was asked for comes beside the program, not after it. The build writes which files that is.
  const parts = document.querySelector('meta[name="page-parts"]')
  const [, section = ''] = location.pathname.split('/')
  for (const href of parts ? (JSON.parse(parts.content)[`/${section}`] ?? []) : []) {
    const link = document.createElement('link')
    link.rel = href.endsWith('.css') ? 'preload' : 'modulepreload'
    if (href.endsWith('.css')) link.as = 'style'
    link.crossOrigin = ''
    link.href = href
    document.head.append(link)
  }
})()
