// Draws one diagram from words that nobody trusts, in an origin of its own without a network. The page says what, and is told how large it became.
;(() => {
  const say = (what) => parent.postMessage(what, '*')
  const fonts = 'system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'

  async function draw({ source, dark }) {
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light'
    document.body.style.margin = '0'
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: 'strict',
      // What the words themselves may not change.
      secure: [
        'secure',
        'securityLevel',
        'startOnLoad',
        'maxTextSize',
        'maxEdges',
        'suppressErrorRendering',
        'htmlLabels',
        'flowchart',
        'themeCSS',
        'fontFamily',
      ],
      theme: dark ? 'dark' : 'neutral',
      fontFamily: fonts,
      // More edges take seconds to lay out, and cannot be told apart.
      maxTextSize: 20_000,
      maxEdges: 300,
      htmlLabels: false,
      flowchart: { htmlLabels: false },
      suppressErrorRendering: true,
    })
    const { svg } = await mermaid.render('diagram', source)
    document.body.innerHTML = svg
    const drawing = document.querySelector('svg')
    const { width } = drawing.viewBox.baseVal
    // As wide as the frame, which the page makes as wide as the drawing where there is room.
    drawing.style.display = 'block'
    drawing.style.maxWidth = 'none'
    drawing.setAttribute('width', '100%')
    drawing.removeAttribute('height')
    const tell = () => say({ type: 'drawn', width: Math.max(1, width), height: Math.max(1, drawing.getBoundingClientRect().height) })
    new ResizeObserver(tell).observe(drawing)
  }

  addEventListener('message', ({ source, data }) => {
    if (source !== parent || typeof data?.source !== 'string') return
    draw(data).catch(() => say({ type: 'failed' }))
  })
  say({ type: typeof mermaid === 'undefined' ? 'failed' : 'ready' })
})()
