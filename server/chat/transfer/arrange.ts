import { IMPORT_MESSAGES_MAX } from '#shared/chat-transfer.ts'
import { type Draft, type Node, Refused, type Said } from './conversation.ts'

/** A message in its place: `parent` is the place of what it follows, which is always before it. */
export type Placed = { said: Said; parent: number | null }

/**
 * The messages of a conversation, each after the one that it follows, else in the order of the file. What only joins others is left out:
 * those that follow it follow what it follows. What follows nothing that is there is a beginning.
 * @throws Refused where messages follow each other in a circle, bear the same name, are too many or none
 */
export function arrange(draft: Draft): { messages: Placed[]; head: number | null } {
  const nodes = new Map<string, Node>()
  for (const node of draft.nodes) {
    if (nodes.has(node.id)) throw new Refused('duplicate_id')
    nodes.set(node.id, node)
  }
  const messages: Placed[] = []
  /** Where a node is; of one that says nothing, where that is which it follows. */
  const places = new Map<string, number | null>()
  for (const first of draft.nodes) {
    const way: Node[] = []
    const onWay = new Set<string>()
    for (let node: Node | undefined = first; node && !places.has(node.id); node = node.parent === null ? undefined : nodes.get(node.parent)) {
      if (onWay.has(node.id)) throw new Refused('circle')
      onWay.add(node.id)
      way.push(node)
    }
    for (const node of way.toReversed()) {
      const parent = (node.parent === null ? undefined : places.get(node.parent)) ?? null
      if (node.said) messages.push({ said: node.said, parent })
      places.set(node.id, node.said ? messages.length - 1 : parent)
      if (messages.length > IMPORT_MESSAGES_MAX) throw new Refused('too_many_messages')
    }
  }
  if (messages.length === 0) throw new Refused('empty')
  return { messages, head: (draft.head === null ? undefined : places.get(draft.head)) ?? messages.length - 1 }
}
