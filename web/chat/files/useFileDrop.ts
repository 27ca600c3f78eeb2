import { useEffect, useEffectEvent, useState } from 'react'

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/**
 * Files dropped anywhere on the page: beside their place the browser would open them, and the page would be gone.
 * @returns whether some are held over the page
 */
export function useFileDrop(onFiles: ((files: File[]) => void) | null): boolean {
  const [over, setOver] = useState(false)
  const take = useEffectEvent((files: File[]) => onFiles?.(files))
  const taken = onFiles !== null
  useEffect(() => {
    // Entering a child comes before leaving its parent.
    let depth = 0
    const show = (by: number) => {
      depth = Math.max(0, depth + by)
      setOver(taken && depth > 0)
    }
    const onEnter = (event: DragEvent) => hasFiles(event) && show(1)
    const onLeave = (event: DragEvent) => hasFiles(event) && show(-1)
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = taken ? 'copy' : 'none'
    }
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      depth = 0
      setOver(false)
      // Behind a dialog nobody means the question.
      if (!document.querySelector('dialog:modal')) take([...(event.dataTransfer?.files ?? [])])
    }
    const listening = new AbortController()
    const { signal } = listening
    document.addEventListener('dragenter', onEnter, { signal })
    document.addEventListener('dragleave', onLeave, { signal })
    document.addEventListener('dragover', onOver, { signal })
    document.addEventListener('drop', onDrop, { signal })
    return () => listening.abort()
  }, [taken])
  return over
}
