import { expect, it } from 'vitest'
import { startApp } from '../test/harness.ts'
import { migrate, readMigrations } from './migrate.ts'

it('four starters at the same time apply a migration once', async () => {
  const app = await startApp()
  try {
    const extra = [...readMigrations(), { name: '9000_once.sql', text: 'create table once (id int)', checksum: 'c' }]
    const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(app.database.db, extra)))
    expect(applied.flat()).toEqual(['9000_once.sql'])
  } finally {
    await app.close()
  }
})
