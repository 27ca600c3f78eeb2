import { withClient } from './cluster.ts'

/**
 * Ids that TypeScript, SQL and pgbench all make from a row's number with next to no work: `01900000-0000-7000-8000-1` and eleven
 * digits. They are valid UUIDs of version 7 and ascend with the time of creation, as those of a running system do.
 */
const ID_PREFIX = '01900000-0000-7000-8000-'
const ID_BASE = 100_000_000_000

export const itemId = (row: number): string => ID_PREFIX + String(ID_BASE + row)

const subjects = [
  '季度报告',
  '合同评审',
  '客户回访记录',
  '采购申请',
  '年度预算',
  '会议纪要',
  '设备维护',
  '新员工入职',
  'Quarterly report',
  'Supplier contract',
  'Site inspection',
  'Release notes',
  'Travel request',
  '产品需求',
  '市场调研',
  '库存盘点',
  '项目周报',
  'Customer interview',
]
const places = ['华东区', '北京', '上海', '深圳', '成都', '杭州', 'Berlin', 'Singapore', '总部', '研发中心', '武汉']
const notes = [
  '第三季度销售数据，含各区域对比与下一步计划。',
  '供应商已确认交付日期，等待法务审核付款条款。',
  '客户反馈导出速度慢，希望支持批量操作和筛选。',
  'Draft sent to finance; two figures in the second table still need a source.',
  '设备运行正常，下次保养安排在月底之前完成。',
  'Follow up with the supplier about the delayed shipment and the revised invoice.',
  '会议决定延期两周发布，由产品组更新排期并通知所有相关同事。',
]

const textArray = (values: string[]) => `array[${values.map((value) => `'${value}'`).join(',')}]`
/** `step` is prime to the lengths, so that neighbours differ and all combinations occur. */
const pick = (values: string[], step: number) => `(${textArray(values)})[1 + (n * ${step}) % ${values.length}]`

/** Columns beside the common ones that a candidate's table demands, with the SQL that fills them. */
export type ExtraColumns = Record<string, string>

/**
 * Of a larger table only the newest rows have a description: enough for every page that is measured, and filling the rest takes
 * a third of the time, nearly all of which goes into making text searchable.
 */
const DESCRIBED = 100_000

/** The same rows for every candidate, one per second, the last one newest. */
const seedStatement = (extra: ExtraColumns, rows: number, from: number, to: number): string => `
  insert into items (${['id, name, description, created_at, updated_at', ...Object.keys(extra)].join(', ')})
  select ('${ID_PREFIX}' || (${ID_BASE} + n))::uuid,
         ${pick(subjects, 7)} || ' ' || ${pick(places, 5)} || ' ' || n,
         case when n % 10 = 0 or n <= ${rows - DESCRIBED} then null else ${pick(notes, 3)} || ' ' || ${pick(notes, 11)} end,
         timestamp '2026-01-01' + n * interval '1 second',
         ${["timestamp '2026-01-01' + n * interval '1 second'", ...Object.values(extra)].join(', ')}
    from generate_series(${from}::bigint, ${to}::bigint) as n`

/** Rows of one statement: short enough for a server with a statement timeout, long enough to be one commit in many. */
const BATCH = 20_000

/** Fills the table `items` of a candidate, over two connections where there is enough to do. */
export async function seedItems(url: string, rows: number, extra: ExtraColumns = {}, quietTrigger?: string): Promise<void> {
  const turn = async (how: 'disable' | 'enable') => {
    if (quietTrigger) await withClient(url, (client) => client.query(`alter table items ${how} trigger ${quietTrigger}`))
  }
  await turn('disable')
  let next = 1
  const fill = () =>
    withClient(url, async (client) => {
      // Compiling a statement that runs a few times takes longer than running it.
      await client.query("set timezone to 'UTC'; set synchronous_commit to off; set jit to off")
      while (next <= rows) {
        const from = next
        next += BATCH
        await client.query(seedStatement(extra, rows, from, Math.min(from + BATCH - 1, rows)))
      }
    })
  await Promise.all([fill(), fill()])
  await turn('enable')
  // As autovacuum would have it after a while; without this the first rounds would pay for hint bits.
  await withClient(url, (client) => client.query('vacuum analyze'))
}
