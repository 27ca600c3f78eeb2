import { defineTexts, useTexts } from '../i18n/texts.ts'

const builtIn = defineTexts<Record<string, string>>({
  'zh-CN': { viewer: '查看者', editor: '编辑者', administrator: '管理员' },
  en: { viewer: 'Viewer', editor: 'Editor', administrator: 'Administrator' },
})

/** Gives a role its name: those that come with Deskmate have one in each language, others the one they were given in `roles`. */
export function useRoleName(roles: { slug: string; name: string }[] = []): (slug: string) => string {
  const t = useTexts(builtIn)
  return (slug) => t[slug] ?? roles.find((role) => role.slug === slug)?.name ?? slug
}
