/** @returns what a `data:` URL holds; undefined for any other address, and for what cannot be read */
export function readDataUrl(url: string): Buffer | undefined {
  const comma = url.indexOf(',')
  if (comma < 0 || !/^data:/i.test(url)) return undefined
  const data = url.slice(comma + 1)
  if (/;\s*base64\s*$/i.test(url.slice(0, comma))) return /^[A-Za-z0-9+/]*={0,2}$/.test(data) ? Buffer.from(data, 'base64') : undefined
  try {
    return Buffer.from(decodeURIComponent(data))
  } catch {
    return undefined
  }
}
