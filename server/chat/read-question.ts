/** What a question asks of the records, as far as that can be told without a model. */
export type Reading = {
  /** Words to look for, the strictest reading first: each list must occur together. */
  together: string[][]
  /** Words of which any may occur, where nothing holds all. */
  any: string[]
  /** Asks how many. */
  counts: boolean
  /** Asks for the newest. */
  recent: boolean
}

const countWords = /多少|几个|几条|几项|几份|数量|总数|\bhow many\b|\bcount\b|\bnumber of\b|\btotal\b/i
const recentWords = /最近|最新|新增|\brecent(ly)?\b|\blatest\b|\bnewest\b/i

/** What questions are made of in Chinese; longer ones first, so that none leaves half of another behind. */
const zhPhrases = [
  '你好',
  '您好',
  '谢谢',
  '在吗',
  '告诉我',
  '有没有',
  '是不是',
  '能不能',
  '可不可以',
  '查一下',
  '找一下',
  '看一下',
  '搜一下',
  '帮我',
  '帮忙',
  '请问',
  '麻烦',
  '给我',
  '查找',
  '查询',
  '查看',
  '寻找',
  '搜索',
  '检索',
  '列出',
  '显示',
  '展示',
  '看看',
  '找到',
  '找出',
  '有哪些',
  '哪些',
  '哪个',
  '哪几个',
  '哪一个',
  '哪里',
  '什么',
  '是什么',
  '怎么样',
  '怎么',
  '如何',
  '为什么',
  '多少',
  '几个',
  '几条',
  '几项',
  '几份',
  '一共',
  '总共',
  '共有',
  '数量',
  '总数',
  '关于',
  '有关',
  '相关',
  '涉及',
  '提到',
  '包含',
  '包括',
  '最近',
  '最新',
  '新增',
  '更新',
  '创建',
  '我们',
  '你们',
  '我的',
  '所有',
  '全部',
  '一下',
  '可以',
  '目前',
  '现在',
  '里面',
  '其中',
  '以及',
  '还有',
  '情况',
  '信息',
].sort((a, b) => b.length - a.length)
const zhPhrase = new RegExp(zhPhrases.join('|'), 'g')
/** Single characters that join or end; some words hold one, so they are cut at only when the whole found nothing. */
const zhJoints = /[请和与跟及或的了吗呢吧呀啊有是在里中我你它这那找查]/g
/** What the records are called: says nothing about which. */
const generic = new Set([
  '项目',
  '记录',
  '条目',
  '数据',
  '内容',
  '东西',
  '资料',
  '工作区',
  'item',
  'items',
  'record',
  'records',
  'entry',
  'entries',
  'data',
  'workspace',
])

const enWords = new Set(
  `a about all an and any anybody anyone anything are as at be by can contain containing contains could count created did do does find for from get give had has have how i in into is it its latest list
  look many me mention mentioned mentions more much my new newest number of on or our please recent recently related search show tell than that the their them there these they
  something everything nothing this those to total up updated us was we were what when where which who whose why with would you your hello hi hey thanks`.split(
    /\s+/,
  ),
)

export function readQuestion(question: string): Reading {
  const text = question.normalize('NFKC').slice(0, 500)
  const careful = terms(text.replace(zhPhrase, ' '))
  const split = terms(text.replace(zhPhrase, ' ').replace(zhJoints, ' '))
  return {
    together: [careful, split].filter((list, at, all) => list.length > 0 && (at === 0 || list.join(' ') !== all[0]?.join(' '))),
    any: [...new Set([...split, ...careful, ...careful.flatMap(pairs)])].slice(0, 24),
    counts: countWords.test(text),
    recent: recentWords.test(text),
  }
}

function terms(text: string): string[] {
  const found = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+|[\p{L}\p{N}][\p{L}\p{N}_.@'-]*/gu) ?? []
  const words = found
    .map(withoutGeneric)
    .filter((word) => word.replace(zhJoints, '') !== '' && !enWords.has(word.toLowerCase()) && !generic.has(word.toLowerCase()))
  return [...new Set(words)].slice(0, 8)
}

/** “季度报告的项目” leaves 季度报告; a name that begins so (项目计划) stays whole. */
const withoutGeneric = (word: string) => word.replace(/^(?:[有是和与的]+)|(?:[的有是]*(?:项目|记录|条目))$|[的有是]+$/gu, '')

/** A long run of Chinese as the pairs that the index knows. */
function pairs(word: string): string[] {
  if (!/^\p{Script=Han}{3,}$/u.test(word)) return []
  return Array.from({ length: word.length - 1 }, (_, at) => word.slice(at, at + 2))
}
