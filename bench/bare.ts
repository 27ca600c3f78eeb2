import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import Fastify from 'fastify'
import { Pool, types } from 'pg'
import { z } from 'zod'

// What Node, Fastify and pg cost at least: raw SQL in named statements, nothing validated, nothing kept of what changed.

const settings = z.object({ DATABASE_URL: z.string(), PORT: z.coerce.number() }).parse(process.env)
/** As many connections as Deskmate takes by default. */
const POOL_SIZE = 10

// Times go out as PostgreSQL writes them; parsing them would be work.
types.setTypeParser(types.builtins.TIMESTAMPTZ, (value) => value)
const pool = new Pool({ connectionString: settings.DATABASE_URL, max: POOL_SIZE })
pool.on('error', () => {})

await pool.query(readFileSync(path.join(import.meta.dirname, 'sql', 'schema.sql'), 'utf8'))

const columns = 'id, name, description, created_at, updated_at, version'
/** The contract's total: exact up to 10,000, then a floor. */
const total = '(select count(*)::int from (select from items limit 10001) as counted) as total'
const statements = {
  read: `select ${columns} from items where id = $1`,
  page: `select ${columns}, ${total} from items order by created_at desc, id desc limit $1`,
  pageAfter: `select ${columns}, ${total} from items where (created_at, id) < ($2, $3) order by created_at desc, id desc limit $1`,
  create: `insert into items (id, name, description) values ($1, $2, $3) returning ${columns}`,
  update: `update items set name = $2, description = $3, updated_at = now(), version = version + 1 where id = $1 returning ${columns}`,
}
const query = async (name: keyof typeof statements, values: unknown[]) => (await pool.query({ name, text: statements[name], values })).rows
const toItem = ({ id, name, description, created_at, updated_at, version }: Record<string, unknown>) => ({
  id,
  name,
  description,
  created_at,
  updated_at,
  version,
})
const ok = (data: unknown) => ({ status: 'success', data, message: '操作成功' })

type Page = { Querystring: { limit: string; cursor?: string } }
type Body = { Body: { name: string; description: string | null } }
type ById = { Params: { id: string } }

const app = Fastify()
app.get('/healthz', () => ok(null))
app.get<ById>('/api/v1/items/:id', async (request) => ok((await query('read', [request.params.id]))[0]))
app.get<Page>('/api/v1/items', async ({ query: { limit, cursor } }) => {
  const rows = cursor ? await query('pageAfter', [limit, ...cursor.split('_')]) : await query('page', [limit])
  const last = rows.at(-1)
  const count: unknown = last?.total
  return ok({ items: rows.map(toItem), total: count, next_cursor: last ? `${last.created_at}_${last.id}` : null })
})
app.post<Body>('/api/v1/items', async ({ body }, reply) => {
  reply.code(201)
  return ok((await query('create', [randomUUID(), body.name, body.description]))[0])
})
app.put<Body & ById>('/api/v1/items/:id', async ({ body, params }) => ok((await query('update', [params.id, body.name, body.description]))[0]))

await app.listen({ host: '127.0.0.1', port: settings.PORT })
process.once('SIGTERM', () => void app.close().then(() => pool.end()))
