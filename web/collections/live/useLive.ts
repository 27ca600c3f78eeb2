import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type LivePerson, PlaceEnvelope, type TellPlace } from '#shared/live.ts'
import { call, newKey } from '../../api.ts'
import { apiPaths } from '../../paths.ts'
import { refreshComments } from '../comments/queries.ts'
import { refreshRows } from '../rows.ts'
import { isSaving } from '../saveRow.ts'
import type { RowSearch } from '../search.ts'
import { followCollection, type Place } from './followCollection.ts'
import { takeIn } from './takeIn.ts'

/** A tab that nobody sees for so long lets its connection go, and reads on when it is seen again. */
const HIDDEN_MS = 60_000
/** Rows that come and go are read again soon, and of many in a row not each time. */
const AGAIN_MS = { first: 100, next: 2000 }
/** How often others are told where one is. */
const TELL_MS = 400

export type CellPlace = Omit<TellPlace, 'client'>
export type Live = {
  /** Who else looks at the collection. */
  people: readonly LivePerson[]
  tell: (place: CellPlace) => void
  /** Whether rows are being read again because of others. */
  foreign: { current: boolean }
}

/** Follows a collection while the page shows it: what others change is shown, and they are told where one is. */
export function useLive(slug: string, search: RowSearch): Live {
  const queries = useQueryClient()
  const [client] = useState(newKey)
  const [people, setPeople] = useState<readonly LivePerson[]>([])
  const latest = useRef(search)
  latest.current = search
  const foreign = useRef(false)
  const placeTold = useRef<CellPlace>({ item_id: null, field: null, editing: false })
  const telling = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => {
    const place: Place = { position: undefined }
    let connection: AbortController | null = null
    let hidden: ReturnType<typeof setTimeout> | undefined
    let again: ReturnType<typeof setTimeout> | undefined
    let readAt = 0

    function readAgain() {
      if (again !== undefined) return
      const wait = Date.now() - readAt < AGAIN_MS.next ? AGAIN_MS.next : AGAIN_MS.first
      const run = () => {
        again = undefined
        // An edit that is on its way would be taken off the screen for a moment.
        if (isSaving()) return readAgain()
        readAt = Date.now()
        foreign.current = true
        void refreshRows(queries, slug)
      }
      again = setTimeout(run, wait)
    }

    async function follow(signal: AbortSignal) {
      for await (const event of followCollection({ slug, client, place }, signal)) {
        if (event.type === 'presence') setPeople(event.people)
        else if (event.type === 'anew') {
          void refreshComments(queries, slug)
          readAgain()
        } else if (event.type === 'ready') {
          // Who is there is told anew; whoever left while the connection was broken is not.
          setPeople([])
          void tellNow()
        } else if (takeIn(queries, slug, latest.current, event)) readAgain()
      }
    }
    async function tellNow() {
      if (placeTold.current.item_id !== null) await tellPlace(slug, { client, ...placeTold.current })
    }
    function open() {
      if (connection) return
      connection = new AbortController()
      void follow(connection.signal)
    }
    function close() {
      connection?.abort()
      connection = null
      setPeople([])
    }
    function onVisibility() {
      clearTimeout(hidden)
      if (document.hidden) hidden = setTimeout(close, HIDDEN_MS)
      else open()
    }
    document.addEventListener('visibilitychange', onVisibility)
    open()
    return () => {
      document.removeEventListener('visibilitychange', onVisibility)
      clearTimeout(hidden)
      clearTimeout(again)
      clearTimeout(telling.current)
      connection?.abort()
    }
  }, [queries, slug, client])

  return {
    people,
    foreign,
    tell(now) {
      if (JSON.stringify(now) === JSON.stringify(placeTold.current)) return
      placeTold.current = now
      telling.current ??= setTimeout(() => {
        telling.current = undefined
        void tellPlace(slug, { client, ...placeTold.current })
      }, TELL_MS)
    },
  }
}

/** Nobody waits for it, and nothing is lost without it. */
const tellPlace = (slug: string, body: TellPlace) => call(PlaceEnvelope, { method: 'POST', path: apiPaths.presence(slug), body }).catch(() => undefined)
