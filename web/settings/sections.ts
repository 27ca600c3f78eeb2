import { useSearch } from 'wouter'
import type { Permission } from '#shared/permissions.ts'
import { paths } from '../paths.ts'

export const sections = ['profile', 'appearance', 'password', 'second-factor', 'sign-ins', 'api-keys', 'models', 'connection'] as const
export type Section = (typeof sections)[number]

export const sectionHref = (section: Section) => paths.settings(section === 'profile' ? undefined : section)

/** What concerns the workspace, for who may change it. */
const forAdministrators = new Set<Section>(['models', 'connection'])
export const permissionFor = (section: Section): Permission | null => (forAdministrators.has(section) ? 'system:manage' : null)

/** The part of the settings that the address names. */
export function useSection(): Section {
  const named = new URLSearchParams(useSearch()).get('section')
  return sections.find((section) => section === named) ?? 'profile'
}
