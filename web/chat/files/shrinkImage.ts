/** Models look at images in squares of some 1,500 pixels at most; more costs and shows them nothing. */
const SIDE_MAX = 2048
/** Below that nobody waits for it, and it stays as it is. */
const BYTES_MAX = 1024 * 1024
/** Hardly seen, at a tenth of the size. */
const QUALITY = 0.85

/** What canvases can draw and lose nothing of: a GIF may move. */
const shrinkable = /^image\/(jpeg|png|webp|avif|bmp|heic|heif|tiff?)$/
/** What models take as it is. */
const taken = /^image\/(jpeg|png|webp|gif)$/

/**
 * A photo as small as a model needs it, the right way up. What cannot be drawn, or is small, is given back as it is.
 * @returns the file's own name with another ending where it became another kind
 */
export async function shrinkImage(file: File): Promise<File> {
  if (!shrinkable.test(file.type)) return file
  let image: ImageBitmap
  try {
    image = await createImageBitmap(file)
  } catch {
    // The server says what is wrong with it.
    return file
  }
  try {
    const scale = Math.min(1, SIDE_MAX / Math.max(image.width, image.height))
    if (scale === 1 && file.size <= BYTES_MAX && taken.test(file.type)) return file
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(image.width * scale))
    canvas.height = Math.max(1, Math.round(image.height * scale))
    const context = canvas.getContext('2d')
    if (!context) return file
    context.imageSmoothingQuality = 'high'
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    // Only these two can be seen through.
    const type = file.type === 'image/png' || file.type === 'image/webp' ? 'image/webp' : 'image/jpeg'
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, QUALITY))
    if (!blob || (blob.size >= file.size && taken.test(file.type))) return file
    return new File([blob], `${file.name.replace(/\.[^.]*$/, '')}.${blob.type.replace('image/', '').replace('jpeg', 'jpg')}`, { type: blob.type })
  } finally {
    image.close()
  }
}
