import { run } from './run-all.ts'

// Everything that must hold, as one command: types, style, imports, the suites on both databases, the page in a browser.
// Words after the command go to Vitest: `npm test -- server/items` runs those files only.

const wanted = process.argv.slice(2)
if (wanted.length === 0) await run(['scripts/check.ts'])
await run(['node_modules/vitest/vitest.mjs', 'run', ...wanted])
