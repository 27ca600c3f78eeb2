import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Tests that need no database: nothing beside them reads or writes one.
const plain = [
  'server/ai/**/*.test.ts',
  'server/secrets/**/*.test.ts',
  'server/http/describe-issue.test.ts',
  'server/attachments/{sniff,clean-name}.test.ts',
  'server/webhooks/addresses.test.ts',
  'server/transfer/*.test.ts',
  'server/transfer/{read,map}/*.test.ts',
  'server/*.test.ts',
  'shared/**/*.test.ts',
  'web/**/*.test.{ts,tsx}',
  'scripts/**/*.test.ts',
]
/** What only one of the two databases can do. */
const onlyServer = 'server/**/*.server.test.ts'
const globalSetup = ['server/test/databases.ts']
/** Each has a database of its own and keeps nothing in a module, so files may share the modules: to load the server's takes three seconds. */
const isolate = false
const database = { include: ['server/*/**/*.test.ts'], globalSetup, isolate }

export default defineConfig({
  test: {
    // Files share two cores with a database and its copies; a slow machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    passWithNoTests: false,
    // Of two cores one would be idle half the time, since most tests wait for something.
    maxWorkers: availableParallelism(),
    // Code of the page asks whether there is a localStorage; Node would warn once a file.
    execArgv: ['--no-experimental-webstorage'],
    projects: [
      { extends: true, test: { name: 'plain', include: plain, env: { TZ: 'Asia/Shanghai' } } },
      { extends: true, test: { name: 'program', include: ['e2e/**/*.test.ts'], globalSetup, isolate } },
      { extends: true, test: { name: 'embedded', ...database, exclude: [...plain, onlyServer], env: { TEST_DATABASE: 'embedded', TZ: 'Asia/Shanghai' } } },
      { extends: true, test: { name: 'server', ...database, exclude: plain, env: { TEST_DATABASE: 'server', TZ: 'Asia/Shanghai' } } },
    ],
  },
})
