import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Import } from '#shared/imports.ts'
import { collectionQuery } from '../../records/collections.ts'
import { gridPaths } from '../paths.ts'
import { refreshRows } from '../rows.ts'
import { importQuery, refreshImports, showImport } from './queries.ts'

/** Where the events break off, for a server that restarts or an access that has ended. */
const AGAIN_MS = 1000

const isRunning = ({ state }: Import) => state === 'running' || state === 'undoing'

/** Follows an import until it is over, and over every break of the line. */
export function useProgress(one: Import | undefined): void {
  const queries = useQueryClient()
  const { id, collection } = one ?? {}
  const running = one !== undefined && isRunning(one)
  useEffect(() => {
    if (!running || id === undefined || collection === undefined) return
    let source: EventSource | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    let gone = false
    const end = () => {
      source?.close()
      // In the language of the page, which events do not know.
      void queries.invalidateQueries({ queryKey: importQuery(id).queryKey })
    }
    const follow = () => {
      if (gone) return
      source = new EventSource(gridPaths.importEvents(id))
      source.addEventListener('import', (event) => {
        const told = Import.safeParse(parse(event.data)).data
        const known = queries.getQueryData(importQuery(id).queryKey)
        if (!told) return
        showImport(queries, known ? { ...told, suggestion: known.suggestion } : told)
        if (!isRunning(told)) end()
      })
      source.addEventListener('error', () => {
        if (gone || source?.readyState !== EventSource.CLOSED) return
        // A call of its own renews the access, or finds that it is over.
        timer = setTimeout(() => {
          queries.fetchQuery({ ...importQuery(id), staleTime: 0 }).then(
            (now) => (isRunning(now) ? follow() : end()),
            () => follow(),
          )
        }, AGAIN_MS)
      })
    }
    follow()
    return () => {
      gone = true
      clearTimeout(timer)
      source?.close()
      // Also where it was stopped, or goes on while somebody looks at the rows.
      void refreshImports(queries, collection)
      void refreshRows(queries, collection)
      void queries.invalidateQueries({ queryKey: collectionQuery(collection).queryKey })
    }
  }, [queries, id, collection, running])
}

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return null
  }
}
