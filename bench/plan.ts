import { type Operation, operations } from './operations.ts'

export type Plan = {
  mode: 'quick' | 'full'
  /** How many items there are, one size after the other. */
  itemRows: number[]
  operations: readonly Operation[]
  rounds: number
  /** Where a goal is set, and a machine that is busy with something else must not decide it. */
  goalRounds: number
  seconds: number
  warmUpSeconds: number
  connectionsOf: (operation: Operation) => number[]
  pageRows: number[]
  streams: number[]
  importRows: number
  candidates: readonly string[] | undefined
  parts: readonly Part[]
}

const parts = ['items', 'pages', 'search', 'plans', 'streams', 'sign-in', 'live', 'conversation', 'imports'] as const
type Part = (typeof parts)[number]

/** At how many connections the goals are set, and of how many items. */
export const GOAL_CONNECTIONS = 16
export const GOAL_ROWS = 100_000
const SIZES = [1000, GOAL_ROWS, 1_000_000]

function readConnections(given: string[] | undefined): number[] | undefined {
  const connections = given?.map(Number)
  if (connections?.some((count) => !Number.isInteger(count) || count < 1 || count > 1000)) throw new Error('--connections takes numbers from 1 to 1000.')
  return connections
}

function readSizes(given: string[] | undefined): number[] | undefined {
  const sizes = given?.map(Number)
  if (sizes?.some((size) => !SIZES.includes(size))) throw new Error(`--rows takes ${SIZES.join(', ')}, or some of them.`)
  return sizes
}

function readOperations(given: string[] | undefined): readonly Operation[] {
  if (given?.some((name) => !operations.some((operation) => operation === name)))
    throw new Error(`--operations takes ${operations.join(', ')}, or some of them.`)
  return given ? operations.filter((operation) => given.includes(operation)) : operations
}

/**
 * `--quick` (the default) is for a change under hand: about fifteen minutes on two busy cores, everything at 16 connections and reads by id at 1 and 64 too.
 * `--full` is for figures to quote. `--only=items,pages,…`, `--candidates=deskmate,bare`, `--rows=1000,1000000`, `--connections=16`
 * and `--operations=page,create` (these of the items) take a part of it.
 * @throws Error naming an option that does not exist.
 */
export function readPlan(args: string[]): Plan {
  const given = new Map(args.map((arg) => [arg.split('=')[0] ?? '', arg.split('=')[1] ?? '']))
  for (const name of given.keys())
    if (!['--quick', '--full', '--only', '--candidates', '--rows', '--connections', '--operations'].includes(name))
      throw new Error(
        `Unknown option ${name}; there are --quick, --full, --only=${parts.join(',')}, --candidates=…, --rows=…, --connections=… and --operations=….`,
      )
  const list = (name: string) => given.get(name)?.split(',').filter(Boolean)
  const only = list('--only')
  const chosen = {
    candidates: list('--candidates'),
    parts: only ? parts.filter((part) => only.includes(part)) : parts,
    operations: readOperations(list('--operations')),
  }
  const full = given.has('--full')
  const sizes = readSizes(list('--rows'))
  const connections = readConnections(list('--connections'))
  const everywhere = connections ?? [GOAL_CONNECTIONS, 1, 64]
  return full
    ? {
        ...chosen,
        mode: 'full',
        itemRows: sizes ?? SIZES,
        rounds: 3,
        goalRounds: 5,
        seconds: 2,
        warmUpSeconds: 2,
        connectionsOf: () => everywhere,
        pageRows: [1000, 100_000, 1_000_000],
        streams: [1, 100, 500],
        importRows: 1_000_000,
      }
    : {
        ...chosen,
        mode: 'quick',
        itemRows: sizes ?? [GOAL_ROWS],
        rounds: 3,
        goalRounds: 5,
        seconds: 1,
        warmUpSeconds: 2,
        connectionsOf: (operation) => (connections || operation === 'read by id' ? everywhere : [GOAL_CONNECTIONS]),
        pageRows: [1000, 1_000_000],
        streams: [1, 100, 500],
        importRows: 100_000,
      }
}
