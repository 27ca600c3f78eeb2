export type Sample = {
  perSecond: number
  p50: number
  p99: number /** Processor time of the candidate's process, in microseconds. */
  cpu: number
  failed: number
}
/** The medians of all rounds, and the requests per second of each round. */
export type Measured = Sample & { rounds: number[] }
export type Subject = { name: string; measure: (seconds: number) => Promise<Sample> }

export function median(values: number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/**
 * Measures the subjects one after the other, again and again, each round starting with another one: what the machine does beside
 * hits all of them alike.
 * @param before what is waited for before each burst
 */
export async function runRounds(
  subjects: Subject[],
  plan: { rounds: number; seconds: number; warmUpSeconds: number },
  before?: () => Promise<void>,
): Promise<Map<string, Measured>> {
  const measure = async (subject: Subject, seconds: number) => {
    await before?.()
    return await subject.measure(seconds)
  }
  if (plan.warmUpSeconds > 0) for (const subject of subjects) await measure(subject, plan.warmUpSeconds)
  const taken = new Map<string, Sample[]>(subjects.map((subject) => [subject.name, []]))
  for (let round = 0; round < plan.rounds; round++) {
    for (let place = 0; place < subjects.length; place++) {
      const subject = subjects[(place + round) % subjects.length]
      if (subject) taken.get(subject.name)?.push(await measure(subject, plan.seconds))
    }
  }
  return new Map([...taken].map(([name, samples]) => [name, middleOf(samples)]))
}

/**
 * How many times faster `a` was than `b`: the median of what each round says for itself, because its bursts lie seconds apart and the
 * machine was much the same for both.
 */
export function ratioOf(samples: Map<string, Measured> | undefined, a: string, b: string): number | undefined {
  const others = samples?.get(b)?.rounds ?? []
  const ratios = (samples?.get(a)?.rounds ?? []).map((perSecond, round) => perSecond / (others[round] ?? Number.NaN))
  const middle = median(ratios)
  return Number.isNaN(middle) ? undefined : middle
}

const middleOf = (samples: Sample[]): Measured => {
  const of = (read: (sample: Sample) => number) => median(samples.map(read))
  return {
    perSecond: of((s) => s.perSecond),
    p50: of((s) => s.p50),
    p99: of((s) => s.p99),
    cpu: of((s) => s.cpu),
    failed: samples.reduce((sum, s) => sum + s.failed, 0),
    rounds: samples.map((s) => s.perSecond),
  }
}
