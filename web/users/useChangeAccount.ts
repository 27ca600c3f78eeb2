import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { UpdateUser, User } from '#shared/users.ts'
import { ApiError, errorMessage } from '../api.ts'
import { textsNow } from '../i18n/texts.ts'
import { toast } from '../ui/Toast.tsx'
import { refreshAccounts, showAccount, updateUser } from './queries.ts'
import { usersTexts } from './texts.ts'

/**
 * Changes an account. Another role shows at once, as the control that was used has it, and is taken back where that fails; whether somebody can sign in is
 * said when it is stored.
 * @param onRefused it would leave nobody in charge: that deserves more than a notice
 */
export function useChangeAccount(onRefused: (text: string) => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ user, change }: { user: User; change: UpdateUser }) => updateUser(user.id, change),
    onMutate: ({ user, change: { role = user.role } }) => showAccount(queries, { ...user, role }),
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
