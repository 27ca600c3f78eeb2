import type { Language } from '#shared/errors.ts'

/** What a team asks its assistant: for pictures, where "question 17" would show nothing. */
export const exampleTalks: Record<Language, { earlier: string[]; question: string; answer: string }> = {
  'zh-CN': {
    earlier: ['供应商合同什么时候到期？', '给新人培训写一份三天的安排', '客户访谈里最常提到的问题是什么？', '年度审计还缺哪些材料？'],
    question: '第三季度各区域销售额对比如何？给出可以重复使用的查询。',
    answer: `第三季度整体增长 **12.4%**，华东区贡献了一半以上的增量：

| 区域 | 销售额（万元） | 同比 | 达标 |
|---|---:|---:|:---:|
| 华东区 | 1,284 | +18.2% | 是 |
| 华南区 | 962 | +9.7% | 是 |
| 华北区 | 731 | +4.1% | 否 |

华北区未达标，主要因为两份续约推迟到十月。下面的查询可以在每季度末重复使用：

\`\`\`sql
select region, sum(amount) as total
from orders
where ordered_at >= date '2026-07-01'
  and ordered_at < date '2026-10-01'
group by region`,
  },
  en: {
    earlier: [
      'When does the supplier contract end?',
      'Draft a three-day onboarding plan',
      'What do customers mention most?',
      'What is still missing for the audit?',
    ],
    question: 'How do the regions compare in Q3? Give me a query that I can use again.',
    answer: `Q3 grew by **12.4%** overall; more than half of it came from the East:

| Region | Sales (k) | Over last year | On target |
|---|---:|---:|:---:|
| East | 1,284 | +18.2% | yes |
| South | 962 | +9.7% | yes |
| North | 731 | +4.1% | no |

The North fell short because two renewals moved to October. This query can be used at the end of every quarter:

\`\`\`sql
select region, sum(amount) as total
from orders
where ordered_at >= date '2026-07-01'
  and ordered_at < date '2026-10-01'
group by region`,
  },
}
