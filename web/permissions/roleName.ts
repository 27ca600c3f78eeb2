import { defineTexts, useTexts } from '../i18n/texts.ts'

const builtIn = defineTexts<Record<string, string>>({
  'zh-CN': { viewer: '查看者', editor: '编辑者', administrator: '管理员' },
  en: { viewer: 'Viewer', editor: 'Editor', administrator: 'Administrator' },
})

/** Gives a role its name: those that come with Deskmate have one in each language, others the one they were given: that of the account, or in `roles`. */
export function useRoleName(roles: { slug: string; name: string }[] = []): (slug: string, name?: string) => string {
  const t = useTexts(builtIn)
  return (slug, name) => t[slug] ?? name ?? roles.find((role) => role.slug === slug)?.name ?? slug
}
