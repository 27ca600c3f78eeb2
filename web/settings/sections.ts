import { useSearch } from 'wouter'
import type { Permission } from '#shared/permissions.ts'
import { paths } from '../paths.ts'

export const sections = ['profile', 'appearance', 'password', 'second-factor', 'sign-ins', 'api-keys', 'webhooks', 'models', 'connection'] as const
export type Section = (typeof sections)[number]

export const sectionHref = (section: Section) => paths.settings(section === 'profile' ? undefined : section)

/** What concerns the workspace, for who may change it. */
const needs: Partial<Record<Section, Permission>> = { webhooks: 'webhooks:manage', models: 'system:manage', connection: 'system:manage' }
export const permissionFor = (section: Section): Permission | null => needs[section] ?? null

/** The part of the settings that the address names. */
export function useSection(): Section {
  const named = new URLSearchParams(useSearch()).get('section')
  return sections.find((section) => section === named) ?? 'profile'
}
