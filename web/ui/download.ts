/** Long enough for a browser to begin reading what it was given. */
const KEPT_MS = 60_000

/** Has the browser store something that the page holds as a file. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS)
}
