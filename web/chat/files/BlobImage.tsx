import { type ComponentProps, useCallback } from 'react'

/** An image whose content the page holds. */
export function BlobImage({ blob, alt, ...rest }: Omit<ComponentProps<'img'>, 'src' | 'ref'> & { blob: Blob; alt: string }) {
  const show = useCallback(
    (image: HTMLImageElement) => {
      const address = URL.createObjectURL(blob)
      image.src = address
      return () => URL.revokeObjectURL(address)
    },
    [blob],
  )
  return <img ref={show} alt={alt} {...rest} />
}
