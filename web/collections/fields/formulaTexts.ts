import type { FormulaResult } from '#shared/fields.ts'
import type { FormulaFunction } from '#shared/formulas.ts'
import { defineTexts } from '../../i18n/texts.ts'

/** How each function is called, and what it gives. */
type Help = Record<FormulaFunction, [use: string, gives: string]>
type Texts = {
  formula: string
  hint: string
  fields: string
  functions: string
  gives: Record<FormulaResult, string>
  problem: (at: number, message: string) => string
  failed: string
  results: string
  none: string
  noRows: string
  plain: string
  shownAs: string
  help: Help
}

export const formulaTexts = defineTexts<Texts>({
  'zh-CN': {
    formula: '公式',
    hint: '用字段的键名书写，例如 price * count；文本加引号。',
    fields: '字段',
    functions: '函数',
    gives: { number: '结果是数字。', text: '结果是文本。', checkbox: '结果是“是”或“否”。', date: '结果是日期。', date_time: '结果是日期时间。' },
    problem: (at, message) => `第 ${at} 个字符：${message}`,
    failed: '暂时无法检查公式。',
    results: '最新几行的结果',
    none: '无',
    noRows: '还没有行可以预览。',
    plain: '普通数字',
    shownAs: '显示为',
    help: {
      IF: ['IF(条件, 值1, 值2)', '条件成立时取值1，否则取值2'],
      AND: ['AND(条件, …)', '全部成立'],
      OR: ['OR(条件, …)', '至少一个成立'],
      NOT: ['NOT(条件)', '条件不成立'],
      ISBLANK: ['ISBLANK(值)', '是否没有值'],
      COALESCE: ['COALESCE(值1, 值2, …)', '第一个有值的'],
      BLANK: ['BLANK()', '空值'],
      ROUND: ['ROUND(数字, 位数)', '四舍五入'],
      ROUNDUP: ['ROUNDUP(数字, 位数)', '向远离零的方向舍入'],
      ROUNDDOWN: ['ROUNDDOWN(数字, 位数)', '向零的方向舍入'],
      INT: ['INT(数字)', '向下取整'],
      ABS: ['ABS(数字)', '绝对值'],
      SQRT: ['SQRT(数字)', '平方根'],
      MOD: ['MOD(数字, 除数)', '余数'],
      SUM: ['SUM(数字, …)', '总和，忽略空值'],
      MIN: ['MIN(值, …)', '最小的数字或日期'],
      MAX: ['MAX(值, …)', '最大的数字或日期'],
      VALUE: ['VALUE(文本)', '文本转为数字'],
      COUNT: ['COUNT(字段)', '多值字段有几个值'],
      CONCAT: ['CONCAT(值, …)', '连接成文本，同 &'],
      LEFT: ['LEFT(文本, 个数)', '开头的字符'],
      RIGHT: ['RIGHT(文本, 个数)', '结尾的字符'],
      MID: ['MID(文本, 起点, 个数)', '中间的字符，起点从 1 开始'],
      LEN: ['LEN(文本)', '字符数'],
      UPPER: ['UPPER(文本)', '转为大写'],
      LOWER: ['LOWER(文本)', '转为小写'],
      TRIM: ['TRIM(文本)', '去掉首尾空格'],
      SUBSTITUTE: ['SUBSTITUTE(文本, 旧, 新)', '替换每一处'],
      CONTAINS: ['CONTAINS(文本, 部分)', '是否包含，不分大小写'],
      TEXT: ['TEXT(数字, 位数)', '数字转为文本'],
      DATE: ['DATE(年, 月, 日)', '由年月日得到日期'],
      DATEVALUE: ['DATEVALUE(文本)', '文本或时间转为日期'],
      YEAR: ['YEAR(日期)', '年份'],
      MONTH: ['MONTH(日期)', '月份'],
      DAY: ['DAY(日期)', '几号'],
      WEEKDAY: ['WEEKDAY(日期)', '星期几，1 为星期一'],
      DATEADD: ['DATEADD(日期, 数量, "days")', '加若干 days、weeks、months 或 years'],
      DATEDIF: ['DATEDIF(起, 止, "days")', '相隔的整天、周、月或年'],
    },
  },
  en: {
    formula: 'Formula',
    hint: 'Fields by their keys, as in price * count; texts in quotes.',
    fields: 'Fields',
    functions: 'Functions',
    gives: {
      number: 'It gives a number.',
      text: 'It gives a text.',
      checkbox: 'It gives yes or no.',
      date: 'It gives a date.',
      date_time: 'It gives a date and time.',
    },
    problem: (at, message) => `Character ${at}: ${message}`,
    failed: 'The formula cannot be checked right now.',
    results: 'What it gives for the newest rows',
    none: 'nothing',
    noRows: 'There are no rows yet to preview.',
    plain: 'A plain number',
    shownAs: 'Shown as',
    help: {
      IF: ['IF(condition, then, otherwise)', 'One of two values'],
      AND: ['AND(condition, …)', 'All are true'],
      OR: ['OR(condition, …)', 'At least one is true'],
      NOT: ['NOT(condition)', 'The condition is false'],
      ISBLANK: ['ISBLANK(value)', 'Whether there is no value'],
      COALESCE: ['COALESCE(a, b, …)', 'The first that has a value'],
      BLANK: ['BLANK()', 'No value'],
      ROUND: ['ROUND(number, places)', 'Rounded, halves away from zero'],
      ROUNDUP: ['ROUNDUP(number, places)', 'Rounded away from zero'],
      ROUNDDOWN: ['ROUNDDOWN(number, places)', 'Rounded towards zero'],
      INT: ['INT(number)', 'The whole number below'],
      ABS: ['ABS(number)', 'Without its sign'],
      SQRT: ['SQRT(number)', 'The square root'],
      MOD: ['MOD(number, divisor)', 'What a division leaves'],
      SUM: ['SUM(number, …)', 'The sum of those that there are'],
      MIN: ['MIN(value, …)', 'The least number or date'],
      MAX: ['MAX(value, …)', 'The greatest number or date'],
      VALUE: ['VALUE(text)', 'A text as a number'],
      COUNT: ['COUNT(field)', 'How many values a field holds'],
      CONCAT: ['CONCAT(value, …)', 'Joined as text, as & does'],
      LEFT: ['LEFT(text, count)', 'The first characters'],
      RIGHT: ['RIGHT(text, count)', 'The last characters'],
      MID: ['MID(text, from, count)', 'Characters from a place; the first is 1'],
      LEN: ['LEN(text)', 'How many characters'],
      UPPER: ['UPPER(text)', 'In capitals'],
      LOWER: ['LOWER(text)', 'In small letters'],
      TRIM: ['TRIM(text)', 'Without spaces at its ends'],
      SUBSTITUTE: ['SUBSTITUTE(text, was, now)', 'Each occurrence replaced'],
      CONTAINS: ['CONTAINS(text, part)', 'Whether it is in it, in any case'],
      TEXT: ['TEXT(number, places)', 'A number as text'],
      DATE: ['DATE(year, month, day)', 'A date'],
      DATEVALUE: ['DATEVALUE(text)', 'A text or moment as a date'],
      YEAR: ['YEAR(date)', 'The year'],
      MONTH: ['MONTH(date)', 'The month'],
      DAY: ['DAY(date)', 'The day of the month'],
      WEEKDAY: ['WEEKDAY(date)', 'The day of the week; Monday is 1'],
      DATEADD: ['DATEADD(date, count, "days")', 'So many days, weeks, months or years later'],
      DATEDIF: ['DATEDIF(from, to, "days")', 'Whole days, weeks, months or years between'],
    },
  },
})
