export type Sample = {
  perSecond: number
  p50: number
  p99: number /** Processor time of the candidate's process, in microseconds. */
  cpu: number
  failed: number
}
export type Subject = { name: string; measure: (seconds: number) => Promise<Sample> }

export function median(values: number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/**
 * Measures the subjects one after the other, again and again, each round starting with another one: what the machine does beside
 * hits all of them alike. Returns the median of each figure.
 */
export async function runRounds(subjects: Subject[], plan: { rounds: number; seconds: number; warmUpSeconds: number }): Promise<Map<string, Sample>> {
  if (plan.warmUpSeconds > 0) for (const subject of subjects) await subject.measure(plan.warmUpSeconds)
  const taken = new Map<string, Sample[]>(subjects.map((subject) => [subject.name, []]))
  for (let round = 0; round < plan.rounds; round++) {
    for (let place = 0; place < subjects.length; place++) {
      const subject = subjects[(place + round) % subjects.length]
      if (subject) taken.get(subject.name)?.push(await subject.measure(plan.seconds))
    }
  }
  return new Map([...taken].map(([name, samples]) => [name, middleOf(samples)]))
}

const middleOf = (samples: Sample[]): Sample => {
  const of = (read: (sample: Sample) => number) => median(samples.map(read))
  return {
    perSecond: of((s) => s.perSecond),
    p50: of((s) => s.p50),
    p99: of((s) => s.p99),
    cpu: of((s) => s.cpu),
    failed: samples.reduce((sum, s) => sum + s.failed, 0),
  }
}
