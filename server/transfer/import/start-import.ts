import { and, eq, sql } from 'drizzle-orm'
import type { Language } from '#shared/errors.ts'
import type { CreateField, Field } from '#shared/fields.ts'
import type { Import, ImportColumn, StartImport } from '#shared/imports.ts'
import { type Actor, can } from '#shared/permissions.ts'
import { changeSets } from '../../audit/tables.ts'
import { makeField } from '../../collections/make-field.ts'
import { addField, findCollection } from '../../collections/queries.ts'
import { collections } from '../../collections/tables.ts'
import type { Db } from '../../db/engine.ts'
import { newId } from '../../db/id.ts'
import { appError } from '../../errors.ts'
import { keyTypes } from '../../items/bulk/upsert.ts'
import { importRefusals, imports } from '../tables.ts'
import { Found } from './found.ts'
import type { Plan } from './plan.ts'
import { findImport } from './queries.ts'

/**
 * Says where the columns go, makes the new fields, and hands the file to whichever process works on imports. A dry run makes and writes nothing.
 * @throws IMPORT_NOT_FOUND, IMPORT_STARTED, FORBIDDEN for new fields, VALIDATION_FAILED, and what adding a field throws
 */
export async function startImport(db: Db, actor: Actor, id: string, given: StartImport, language: Language): Promise<Import> {
  return await db.transaction(async (tx) => {
    const [row] = await tx
      .select({ state: imports.state, found: imports.found, dryRun: imports.dryRun, slug: collections.slug, collectionId: imports.collectionId })
      .from(imports)
      .innerJoin(collections, eq(collections.id, imports.collectionId))
      .where(and(eq(imports.id, id), eq(imports.ownerId, actor.userId)))
      .for('update', { of: imports })
    if (!row?.found) throw appError('IMPORT_NOT_FOUND')
    // What was only looked at can be looked at again, or imported.
    if (row.state !== 'waiting' && !(row.dryRun && row.state !== 'running')) throw appError('IMPORT_STARTED')
    const dryRun = given.dry_run === true
    checkColumns(Found.parse(row.found), given)
    const made = await makeFields(tx, actor, row.slug, given.columns, dryRun)
    const { fields } = await findCollection(tx, actor, row.slug)
    checkTargets([...fields, ...made.provisional], made.columns, given.key)
    const plan: Plan = { ...made, key: given.key ?? null, zone: given.zone ?? 'UTC', permissions: [...actor.permissions] }
    const changeSetId = dryRun ? null : newId()
    if (changeSetId !== null)
      await tx.insert(changeSets).values({ id: changeSetId, actorId: actor.userId, source: 'import', kind: 'import', collectionId: row.collectionId })
    await tx.delete(importRefusals).where(eq(importRefusals.importId, id))
    await tx
      .update(imports)
      .set({
        state: 'running',
        plan,
        dryRun,
        changeSetId,
        line: 0,
        rows: 0,
        created: 0,
        updated: 0,
        unchanged: 0,
        refused: 0,
        error: null,
        runner: null,
        startedAt: sql`now()`,
        endedAt: null,
      })
      .where(eq(imports.id, id))
    return await findImport(tx, actor, id, language)
  })
}

const refuse = (path: string, en: string, zh: string) => appError('VALIDATION_FAILED', { details: [{ path, message: { en, 'zh-CN': zh } }] })

function checkColumns(found: Found, { columns, zone }: StartImport): void {
  if (columns.length !== found.columns.length) throw refuse('columns', 'Say for each column of the file where it goes.', '须为文件的每一列指定去向。')
  for (const [at, { to, key, field }] of columns.entries())
    if ((to === 'field') !== (key !== undefined) || (to === 'new') !== (field !== undefined))
      throw refuse(
        `columns.${at}`,
        'A field needs its key, a new one how it is made, nothing else either.',
        '字段须给出键名，新字段须给出定义，其他去向不带两者。',
      )
  if (zone !== undefined && !isZone(zone)) throw refuse('zone', 'There is no such time zone.', '时区不存在。')
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

async function makeFields(tx: Db, actor: Actor, slug: string, columns: readonly ImportColumn[], dry: boolean): Promise<Pick<Plan, 'columns' | 'provisional'>> {
  const wanted = columns.flatMap(({ field }): CreateField[] => (field ? [field] : []))
  if (wanted.length > 0 && !can(actor, 'collections:manage')) throw appError('FORBIDDEN')
  const collection = await findCollection(tx, actor, slug)
  const made: Field[] = []
  for (const field of wanted) {
    const before = new Set([...collection.fields, ...made].map(({ key }) => key))
    const added = dry
      ? makeField(field, [...collection.fields, ...collection.deleted_fields, ...made], 'columns')
      : (await addField(tx, actor, slug, field, null)).fields.find(({ key }) => !before.has(key))
    if (!added) throw appError('INTERNAL')
    made.push(added)
  }
  const keys = made.map(({ key }) => key)[Symbol.iterator]()
  const placed = columns.map((column): ImportColumn => (column.to === 'new' ? { to: 'field', key: keys.next().value ?? '', ...dayOrder(column) } : column))
  return { columns: placed, provisional: dry ? made : [] }
}

const dayOrder = ({ day_order }: ImportColumn) => (day_order === undefined ? {} : { day_order })

function checkTargets(fields: readonly Field[], columns: readonly ImportColumn[], key: string | undefined): void {
  const targets = columns.flatMap(({ to, key: field }) => (to === 'nothing' ? [] : [to === 'field' ? `field ${field}` : to]))
  for (const [at, { to, key: field }] of columns.entries())
    if (to === 'field' && !fields.some((one) => one.key === field))
      throw refuse(`columns.${at}.key`, 'The collection has no such field.', '该数据表没有此字段。')
    else if (to === 'field' && fields.some((one) => one.key === field && one.type === 'formula'))
      throw refuse(`columns.${at}.key`, 'What a formula computes is not written.', '公式字段由系统计算，不能写入。')
  if (new Set(targets).size !== targets.length) throw refuse('columns', 'Two columns go to the same place.', '两列的去向相同。')
  if (!targets.includes('name') && key !== 'id') throw refuse('columns', 'One column has to be the name.', '须有一列作为名称。')
  if (key === undefined) return
  const field = fields.find((one) => one.key === key)
  if (!targets.includes(key === 'name' || key === 'id' ? key : `field ${key}`)) throw refuse('key', 'No column goes to the key.', '没有列对应该键。')
  if (key !== 'name' && key !== 'id' && (!field || !keyTypes.includes(field.type)))
    throw refuse('key', 'This is no field that tells rows apart.', '该字段不能用于区分记录。')
}
