import { run } from './run-all.ts'

// What can be said of the code without running it.

await run(['node_modules/typescript/bin/tsc', '-p', 'server'])
await run(['node_modules/typescript/bin/tsc', '-p', 'web'])
await run(['node_modules/typescript/bin/tsc', '-p', 'e2e'])
await run(['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings', '--quiet'])
await run(['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'])
