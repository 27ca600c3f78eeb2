import { run } from './run-all.ts'

// Writes a migration from what changed in server/**/tables.ts: `npm run migration -- --name add_due_dates`;
// with --custom an empty one, for functions, triggers and data.

await run(['node_modules/drizzle-kit/bin.cjs', 'generate', ...process.argv.slice(2)])
