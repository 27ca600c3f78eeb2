// Shows one picture from elsewhere that somebody asked to see, in an origin of its own. Its host learns that it was asked for, and not from where.
;(() => {
  const say = (what) => parent.postMessage(what, '*')
  const image = new Image()

  addEventListener('message', ({ source, data }) => {
    if (source !== parent || image.src || !/^https?:/.test(data?.src)) return
    document.body.style.margin = '0'
    image.style.cssText = 'display: block; width: 100%; max-width: max-content; border-radius: 6px'
    image.referrerPolicy = 'no-referrer'
    image.alt = String(data.alt)
    image.addEventListener('error', () => say({ type: 'failed' }))
    image.addEventListener('load', () => {
      document.body.append(image)
      const tell = () => say({ type: 'drawn', width: image.naturalWidth, height: image.getBoundingClientRect().height })
      new ResizeObserver(tell).observe(image)
    })
    image.src = data.src
  })
  say({ type: 'ready' })
})()
