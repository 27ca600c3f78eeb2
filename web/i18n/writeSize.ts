const KB = 1024
const MB = 1024 * KB

/** As people read it, in the units of the limits: 980 B, 12 KB, 3.4 MB. */
export function writeSize(bytes: number): string {
  if (bytes < KB) return `${bytes} B`
  if (bytes < MB) return `${Math.round(bytes / KB)} KB`
  const megabytes = bytes / MB
  return `${megabytes < 10 ? megabytes.toFixed(1).replace(/\.0$/, '') : Math.round(megabytes)} MB`
}
