import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../api.ts'
import { useGo } from '../link.tsx'
import { entered } from '../session/leave.ts'
import { meQuery } from '../session.ts'
import { readMe } from './queries.ts'

/** Goes on into the workspace after the server has signed somebody in. `refused`: the browser has not kept the cookies of it. */
export function useEntry() {
  const client = useQueryClient()
  const go = useGo()
  const [refused, setRefused] = useState(false)
  /** @returns whether anybody is signed in */
  const tryToEnter = async (next: string): Promise<boolean> => {
    try {
      const me = await readMe()
      entered(me.user.id)
      client.setQueryData(meQuery.queryKey, me)
      go(next, { replace: true })
      return true
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return false
      throw error
    }
  }
  return {
    refused,
    retry: () => setRefused(false),
    enter: async (next: string) => {
      if (!(await tryToEnter(next))) setRefused(true)
    },
    tryToEnter,
  }
}
