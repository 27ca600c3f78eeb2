import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { UpdateUser, User } from '#shared/users.ts'
import { ApiError, errorMessage } from '../api.ts'
import { textsNow } from '../i18n/texts.ts'
import { toast } from '../ui/Toast.tsx'
import { refreshAccounts, showAccount, updateUser } from './queries.ts'
import { usersTexts } from './texts.ts'

/** Shows a change of an account at once and saves it; takes it back where that fails. @param onRefused it would leave nobody in charge: that deserves more than a notice */
export function useChangeAccount(onRefused: (text: string) => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ user, change }: { user: User; change: UpdateUser }) => updateUser(user.id, change),
    onMutate: ({ user, change: { role = user.role, status = user.status, name = user.name } }) => showAccount(queries, { ...user, role, status, name }),
    onSuccess: (user) => {
      showAccount(queries, user)
      toast({ text: textsNow(usersTexts).saved(user.name) })
    },
    onError: (error, { user }) => {
      showAccount(queries, user)
      if (error instanceof ApiError && error.code === 'LAST_ADMINISTRATOR') onRefused(error.message)
      else toast({ tone: 'failed', text: textsNow(usersTexts).notSaved(errorMessage(error)) })
    },
    onSettled: () => refreshAccounts(queries),
  })
}
