import type { CreateCollection } from '#shared/collections.ts'
import type { Values } from '#shared/items.ts'
import { randomFrom } from '../e2e/random-from.ts'

// Customers as a company keeps them, Chinese and others, the same ones each time: for trying out how a long collection feels, and for measuring.

export const sampleCollection: CreateCollection = {
  name: '客户样例 Sample customers',
  slug: 'sample-customers',
  fields: [
    {
      key: 'state',
      name: '状态 State',
      type: 'select',
      choices: [
        { label: '线索', color: 'gray' },
        { label: '洽谈中', color: 'yellow' },
        { label: '已报价', color: 'orange' },
        { label: '已签约', color: 'green' },
        { label: '流失', color: 'red' },
      ],
    },
    {
      key: 'tags',
      name: '标签 Tags',
      type: 'multi_select',
      choices: [
        { label: '重点客户', color: 'purple' },
        { label: '老客户', color: 'blue' },
        { label: '出口', color: 'teal' },
        { label: '政府采购', color: 'pink' },
        { label: 'VIP', color: 'red' },
      ],
    },
    { key: 'revenue', name: '年收入 Revenue', type: 'currency', currency: 'CNY', min: 0 },
    { key: 'employees', name: '人数 Employees', type: 'number', decimals: 0, min: 0 },
    { key: 'next_call', name: '下次联系 Next call', type: 'date' },
    { key: 'last_visit', name: '最近拜访 Last visit', type: 'date_time' },
    { key: 'active', name: '合作中 Active', type: 'checkbox' },
    { key: 'contact', name: '联系人 Contact', type: 'text' },
    { key: 'email', name: '邮箱 E-mail', type: 'email' },
    { key: 'website', name: '网站 Website', type: 'url' },
  ],
}

const cities = [
  '北京',
  '上海',
  '广州',
  '深圳',
  '杭州',
  '成都',
  '武汉',
  '西安',
  '南京',
  '苏州',
  '重庆',
  '天津',
  '青岛',
  '大连',
  '厦门',
  '长沙',
  '郑州',
  '合肥',
  '宁波',
  '昆明',
]
const first = Array.from('云海天华明远东方金盛宏泰恒瑞嘉德新科博创智联安信达飞鸿星辰永丰润和')
const second = Array.from('帆图域景航拓晟腾维洲源驰邦盟桥林峰翔阳诚光颖美晨锐纳程力佳捷悦思')
const trades = ['科技', '贸易', '物流', '食品', '医疗器械', '建材', '电子', '软件', '文化传媒', '新能源', '教育咨询', '农业', '化工', '纺织', '餐饮管理']
const family = Array.from('王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗')
const given = [
  '伟',
  '芳',
  '秀英',
  '敏',
  '静',
  '丽',
  '强',
  '磊',
  '洋',
  '艳',
  '勇',
  '军',
  '杰',
  '娟',
  '涛',
  '明',
  '超',
  '秀兰',
  '霞',
  '平',
  '子涵',
  '浩然',
  '欣怡',
  '梓轩',
]
const adjectives = [
  'Bright',
  'Northern',
  'Silver',
  'Green',
  'Pacific',
  'United',
  'Golden',
  'Blue',
  'Prime',
  'Summit',
  'Harbor',
  'Cedar',
  'Iron',
  'Swift',
  'Lunar',
  'Atlas',
]
const nouns = ['Bridge', 'Field', 'Stone', 'Wave', 'Point', 'Forest', 'Lake', 'Gate', 'Peak', 'River', 'Garden', 'Works', 'Light', 'Line', 'Port', 'House']
const kinds = ['Logistics', 'Trading', 'Foods', 'Systems', 'Medical', 'Textiles', 'Energy', 'Media', 'Design', 'Robotics']
const names = [
  'Anna Keller',
  'James Ortega',
  'Mei Tanaka',
  'Lucas Meyer',
  'Sofia Rossi',
  'Ravi Patel',
  'Emma Novak',
  'Daniel Costa',
  'Aisha Khan',
  'Peter Lindgren',
]
const chineseNotes = [
  '客户反馈导出速度慢，希望支持批量操作和筛选。',
  '供应商已确认交付日期，等待法务审核付款条款。',
  '第三季度订单比去年多三成，计划追加两条产线。',
  '对方采购负责人更换，需要重新介绍方案和报价。',
  '合同有效期至明年三月，付款周期四十五天。',
  '上门拜访后确认了试用名单，下周安排培训。',
  '发票抬头有变更，财务已经登记并通知仓库。',
  '希望把维保从一年延长到三年，价格待定。',
  '需要对接ERP系统和API接口，首批SKU共120个，货款￥９８００。',
]
const englishNotes = [
  'Asked for the revised offer; two figures in the second table still need a source.',
  'Follow up about the delayed shipment and the corrected invoice.',
  'Visited the plant, trial list agreed, training is planned for next week.',
  'The contract renews in March, paid within 45 days.',
  'Wants maintenance for three years instead of one; the price is open.',
]

const states = ['线索', '线索', '洽谈中', '洽谈中', '已报价', '已签约', '已签约', '已签约', '流失']
const tags = ['重点客户', '老客户', '出口', '政府采购', 'VIP']

/** The oldest was created then; from there on one every two minutes. */
const BEGIN = Date.UTC(2022, 0, 3, 1)
const STEP_MS = 120_000
const DAY_MS = 86_400_000

export type SampleRow = { name: string; description: string | null; created_at: string; values: Values }

/** @param at which one, from 0 on */
export function sampleRow(at: number): SampleRow {
  const random = randomFrom(at + 1)
  const pick = <T>(from: readonly T[]): T => {
    const one = from[Math.floor(random() * from.length)]
    if (one === undefined) throw new RangeError('There is nothing to pick from.')
    return one
  }
  const chinese = random() < 0.7
  const company = chinese
    ? `${pick(cities)}${pick(first)}${pick(second)}${pick(trades)}有限公司`
    : `${pick(adjectives)} ${pick(nouns)} ${pick(kinds)} ${pick(['Ltd', 'Inc', 'GmbH', 'AG', 'BV'])}`
  const created = BEGIN + at * STEP_MS
  const contact = chinese ? pick(family) + pick(given) : pick(names)
  const site = chinese ? `c${at.toString(36)}.example.cn` : `${company.toLowerCase().replaceAll(' ', '-')}.example`
  const notes = chinese ? chineseNotes : englishNotes
  const values: Values = {
    state: pick(states),
    revenue: Math.round(random() ** 3 * 5e9) / 100,
    employees: Math.ceil(random() ** 2 * 5000),
    active: random() < 0.6,
    contact,
    email: `${at.toString(36)}@${site}`,
    website: `https://${site}/`,
    last_visit: new Date(created + Math.floor(random() * 200) * DAY_MS + Math.floor(random() * 8) * 3_600_000).toISOString(),
  }
  if (random() < 0.7) values.next_call = new Date(created + Math.floor(random() * 365) * DAY_MS).toISOString().slice(0, 10)
  const labels = tags.filter(() => random() < 0.25)
  if (labels.length > 0) values.tags = labels
  const description = random() < 0.8 ? `${pick(notes)}${chinese ? '' : ' '}${pick(notes)}` : null
  return { name: company, description, created_at: new Date(created).toISOString(), values }
}
