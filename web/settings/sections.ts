import { useSearch } from 'wouter'
import { paths } from '../paths.ts'

export const sections = ['profile', 'appearance', 'password', 'second-factor', 'sign-ins', 'api-keys'] as const
export type Section = (typeof sections)[number]

export const sectionHref = (section: Section) => (section === 'profile' ? paths.settings() : `${paths.settings()}?${new URLSearchParams({ section })}`)

/** The part of the settings that the address names. */
export function useSection(): Section {
  const named = new URLSearchParams(useSearch()).get('section')
  return sections.find((section) => section === named) ?? 'profile'
}
