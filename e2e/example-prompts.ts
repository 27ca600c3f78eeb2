import type { Language } from '#shared/errors.ts'
import type { CreatePrompt } from '#shared/prompts.ts'

/** What a team asks again and again; the first has a variable of each kind. */
export const examplePrompts: Record<Language, CreatePrompt[]> = {
  'zh-CN': [
    {
      name: '周报',
      description: '把一周的记录整理成可以直接发出的周报',
      content: '请用{{语气}}的语气，为{{部门}}写一份截至 {{截止日期}} 的周报，不超过 {{字数}} 字。\n\n要点：\n{{要点}}\n\n今天是 {{date}}，署名 {{user}}。',
      variables: [
        { name: '语气', type: 'select', default: '正式', options: ['正式', '轻松', '简短'] },
        { name: '部门', type: 'text', default: '市场部', options: [] },
        { name: '截止日期', type: 'date', default: 'today', options: [] },
        { name: '字数', type: 'number', default: '300', options: [] },
        { name: '要点', type: 'long_text', default: '', options: [] },
      ],
      shared: true,
    },
    { name: '翻译成英文', description: '', content: '把下面的内容翻译成英文，保留专有名词：\n\n{{内容}}' },
    {
      name: '给客户的回复，语气客气，先道歉再说明原因，最后给出新的交付日期与补偿方案',
      description: '交付延迟时使用。会先说明原因，再给出两个可以选择的日期；金额超过一万元的订单需要另外抄送法务与财务。',
      content: '为订单 {{订单号}} 写一封回信。',
    },
    { name: '会议纪要', description: '谁、做什么、到什么时候', content: '整理成会议纪要：\n\n{{记录}}' },
  ],
  en: [
    {
      name: 'Weekly report',
      description: 'Turns the records of a week into a report that can be sent as it is',
      content:
        'Write a weekly report for {{department}} in a {{tone}} tone, up to {{due}}, in {{words}} words.\n\nPoints:\n{{points}}\n\nIt is {{date}}; sign as {{user}}.',
      variables: [
        { name: 'department', type: 'text', default: 'Marketing', options: [] },
        { name: 'tone', type: 'select', default: 'formal', options: ['formal', 'friendly', 'brief'] },
        { name: 'due', type: 'date', default: 'today', options: [] },
        { name: 'words', type: 'number', default: '300', options: [] },
        { name: 'points', type: 'long_text', default: '', options: [] },
      ],
      shared: true,
    },
    { name: 'Translate into Chinese', description: '', content: 'Translate this, and keep the names as they are:\n\n{{text}}' },
    {
      name: 'Answer a customer: an apology, the reason, a new date, and what is offered for the trouble',
      description:
        'For late deliveries. It gives the reason first, then two dates to choose from; orders over 10,000 are copied to the lawyers and to accounting.',
      content: 'Write an answer about order {{order}}.',
    },
    { name: 'Minutes', description: 'Who does what, by when', content: 'Make minutes of this:\n\n{{notes}}' },
  ],
}
