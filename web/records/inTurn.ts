type Versioned = { id: string; version: number }

/** One save at a time for a record: the next one then knows the version that this one made. */
const running = new Map<string, Promise<unknown>>()
/** The version that a save of ours made out of another, so that our own save is no conflict with the next. */
const successors = new Map<string, number>()

function ownVersion(id: string, version: number): number {
  const next = successors.get(`${id} ${version}`)
  return next === undefined ? version : ownVersion(id, next)
}

/** Saves what was edited in `base` after all earlier saves of the same record. @param put told over which version */
export function inTurn<Row extends Versioned>(base: Versioned, put: (version: number) => Promise<Row>): Promise<Row> {
  const run = async () => {
    const version = ownVersion(base.id, base.version)
    const saved = await put(version)
    if (saved.version !== version) successors.set(`${base.id} ${version}`, saved.version)
    return saved
  }
  const mine = (running.get(base.id) ?? Promise.resolve()).then(run, run)
  running.set(base.id, mine)
  return mine
}

/**
 * Many saved at once, after all that is being saved of any of them: what is saved of one meanwhile waits for it, and goes on from the version that it made.
 * @param save told over which version each is written; answers with the versions that it made, by their ids
 */
export function allInTurn<Done extends { versions: ReadonlyMap<string, number> }>(
  bases: readonly Versioned[],
  save: (versionOf: (base: Versioned) => number) => Promise<Done>,
): Promise<Done> {
  const run = async () => {
    const over = new Map(bases.map(({ id, version }) => [id, ownVersion(id, version)]))
    const done = await save(({ id, version }) => ownVersion(id, version))
    for (const [id, version] of over) {
      const next = done.versions.get(id)
      if (next !== undefined && next !== version) successors.set(`${id} ${version}`, next)
    }
    return done
  }
  const before = bases.map(({ id }) => running.get(id) ?? Promise.resolve())
  const mine = Promise.allSettled(before).then(run)
  for (const { id } of bases) running.set(id, mine)
  return mine
}
