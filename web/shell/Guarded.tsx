import { lazy, type ReactNode } from 'react'
import type { Permission } from '#shared/permissions.ts'
import { useCan } from '../session.ts'

const Forbidden = lazy(async () => ({ default: (await import('../permissions/Forbidden.tsx')).Forbidden }))

/** A page for whoever may; for others, what it asks for. */
export const Guarded = ({ permission, children }: { permission: Permission; children: ReactNode }) =>
  useCan(permission) ? children : <Forbidden permission={permission} />
