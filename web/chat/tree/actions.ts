import { createContext, useContext } from 'react'
import type { ChatMessage } from '#shared/chat.ts'

/** What can be done with the messages of the conversation that is shown. */
export type BranchActions = {
  /** An answer is being written: until it is there nothing else is. */
  busy: boolean
  /** The question that is being edited, and what it was changed to if the server did not take it. */
  editing: { id: string; text: string } | null
  onEdit: (question: ChatMessage | null) => void
  onSave: (question: ChatMessage, text: string) => void
  onRegenerate: (answer: ChatMessage, model?: string) => void
  onContinue: (answer: ChatMessage) => void
  onWalk: (to: string) => void
}

const nothing = () => undefined
const Context = createContext<BranchActions>({
  busy: true,
  editing: null,
  onEdit: nothing,
  onSave: nothing,
  onRegenerate: nothing,
  onContinue: nothing,
  onWalk: nothing,
})

export const BranchActionsProvider = Context.Provider
export const useBranchActions = () => useContext(Context)
