import type { Language } from '#shared/errors.ts'
import type { CreateItem } from '#shared/items.ts'

/** Records as a team keeps them: for pictures and for measuring, where `item 17` would show nothing. */
const examples: Record<Language, { subjects: string[]; kinds: [kind: string, description: string][] }> = {
  'zh-CN': {
    subjects: ['华东区', '供应链', '官网改版', '年度审计', '移动端', '客户成功', '新人培训', '数据中台', '市场活动', '华南区'],
    kinds: [
      ['第三季度销售报告', '含分区域销售额、同比增幅与未达标原因，财务已复核。'],
      ['客户名单', '重点客户 48 家，标注续约时间与对接人，每周一更新。'],
      ['项目计划', '里程碑到十二月中旬；风险项两条，详见周会纪要。'],
      ['会议纪要', '确定了下月预算和负责人，待法务确认合同条款。'],
      ['供应商合同', '有效期至明年三月，付款周期 45 天，自动续约一年。'],
      ['问题清单', '尚有 7 项未关闭，其中 2 项影响上线。'],
      ['预算申请', '设备与差旅合计 38 万元，等待部门总监审批。'],
      ['用户访谈', '十二位用户，三点共识：导出慢、搜索准、希望有提醒。'],
    ],
  },
  en: {
    subjects: [
      'East region',
      'Supply chain',
      'Website',
      'Annual audit',
      'Mobile app',
      'Customer success',
      'Onboarding',
      'Data platform',
      'Spring campaign',
      'South region',
    ],
    kinds: [
      ['Q3 sales report', 'Sales by region, growth over last year and what fell short. Checked by finance.'],
      ['customer list', '48 key accounts with renewal dates and contacts. Updated every Monday.'],
      ['project plan', 'Milestones until mid-December; two risks, see the notes of the weekly meeting.'],
      ['meeting notes', 'Budget and owners for next month are set. Legal still has to confirm the terms.'],
      ['supplier contract', 'Valid until March, paid within 45 days, renews for a year.'],
      ['open issues', 'Seven are open; two of them block the launch.'],
      ['budget request', 'Equipment and travel, 52,000 in total. Waiting for approval.'],
      ['user interviews', 'Twelve people agree on three things: export is slow, search is good, reminders are missing.'],
    ],
  },
}

/** @param count at most 80 differ; then a number tells them apart */
export function exampleRows(language: Language, count: number): CreateItem[] {
  const { subjects, kinds } = examples[language]
  return Array.from({ length: count }, (_, at) => {
    const [kind, description] = kinds[at % kinds.length] ?? ['', '']
    const subject = subjects[Math.floor(at * 0.7) % subjects.length] ?? ''
    const round = Math.floor(at / 80)
    return { name: `${subject}${language === 'en' ? ' ' : ''}${kind}${round > 0 ? ` ${round + 1}` : ''}`, description: at % 9 === 5 ? null : description }
  })
}
