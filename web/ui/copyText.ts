/** The clipboard's interface exists on https and localhost only; a workspace on a plain address of the local network has the old way. @returns whether it worked */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.style.position = 'fixed'
    area.style.opacity = '0'
    const before = document.activeElement
    // Inside of an open dialog: what is outside of it cannot be focused.
    const around = document.querySelector('dialog:modal') ?? document.body
    around.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    if (before instanceof HTMLElement) before.focus()
    return done
  }
}
