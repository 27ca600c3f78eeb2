const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Text with the words of the search marked in it. */
export function Marked({ text, q }: { text: string; q: string }) {
  const words = q.split(/\s+/).filter(Boolean)
  if (words.length === 0) return text
  const found = new RegExp(`(${words.map(escape).join('|')})`, 'gi')
  return text.split(found).map((part, index) =>
    index % 2 === 1 ? (
      // The parts have no identity beyond their place.
      // oxlint-disable-next-line no-array-index-key
      <mark key={index} className="rounded-xs bg-warn-soft text-inherit">
        {part}
      </mark>
    ) : (
      part
    ),
  )
}
