import { Gauge } from 'prom-client'
import { openCircuits } from '../ai/circuit.ts'
import type { Provider } from '../ai/provider.ts'
import type { Catalogue } from '../models/catalogue.ts'
import type { Metrics } from '../telemetry/metrics.ts'

/** Shows among the figures which models failed last. Names that nobody but a caller thought of are one, like everywhere. */
export function watchCircuits(metrics: Metrics, provider: Provider, catalogue: Catalogue): void {
  metrics.registry.registerMetric(
    new Gauge({
      name: 'deskmate_model_circuit_open',
      help: '1 while a model is left alone after failures in a row, 0 while one that failed last is asked again; models in order have none.',
      labelNames: ['model'] as const,
      registers: [],
      collect() {
        this.reset()
        const shown = new Map<string, boolean>()
        for (const [model, open] of openCircuits(provider)) {
          const name = catalogue.knows(model) ? model : 'other'
          shown.set(name, open || shown.get(name) === true)
        }
        for (const [model, open] of shown) this.set({ model }, open ? 1 : 0)
      },
    }),
  )
}
