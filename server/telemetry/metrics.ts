import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { openStreams } from '../http/sse.ts'

/** Named counters and timers of one program; a registry of its own, so that two programs in one process do not mix. */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'deskmate_' })
  const streams = new Gauge({
    name: 'deskmate_streams_open',
    help: 'Event streams being read.',
    registers: [],
    collect() {
      this.set(openStreams())
    },
  })
  registry.registerMetric(streams)
  return {
    registry,
    requests: new Histogram({
      name: 'deskmate_http_request_duration_seconds',
      help: 'Time to answer, by route and status; streams count until their end.',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    }),
    databaseErrors: new Counter({ name: 'deskmate_database_errors_total', help: 'Connections lost and reopened databases.', registers: [registry] }),
    firstToken: new Histogram({
      name: 'deskmate_chat_first_token_seconds',
      help: 'From the question to the first token of its answer.',
      labelNames: ['model'] as const,
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32],
      registers: [registry],
    }),
    generations: new Counter({
      name: 'deskmate_chat_generations_total',
      help: 'Answers ended, by how.',
      labelNames: ['status'] as const,
      registers: [registry],
    }),
    modelErrors: new Counter({
      name: 'deskmate_model_errors_total',
      help: 'Failures of the model provider, by code.',
      labelNames: ['code'] as const,
      registers: [registry],
    }),
  }
}
export type Metrics = ReturnType<typeof createMetrics>
