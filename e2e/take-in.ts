import { fetchSigned } from '../server/test/credentials.ts'

/** A conversation to take in, so that nobody has to wait until it was had. Questions and answers take turns. */
export type Talk = { title: string; messages: string[]; at?: Date; pinned?: boolean; archived?: boolean; folder?: string | null }

/** In the format of the program's own exports. */
function fileOf({ title, messages, at = new Date(), pinned = false, archived = false, folder = null }: Talk) {
  return {
    format: 'deskmate-conversation',
    version: 1,
    title,
    model: null,
    archived,
    pinned,
    folder,
    created_at: at.toISOString(),
    updated_at: at.toISOString(),
    head: messages.length,
    messages: messages.map((content, index) => ({
      id: index + 1,
      parent_id: index || null,
      role: index % 2 ? 'assistant' : 'user',
      content,
      reasoning: null,
      status: 'complete',
      model: null,
      sources: [],
      usage: null,
      error: null,
      finish_reason: null,
      created_at: at.toISOString(),
    })),
  }
}

export async function takeIn(url: string, talks: Talk[]): Promise<void> {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(talks.map(fileOf)) }
  const response = await fetchSigned(`${url}/api/v1/chat/import`, init)
  if (!response.ok) throw new Error(`The conversations are not taken in: ${response.status} ${await response.text()}`)
}
