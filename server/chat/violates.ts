/** Whether a statement failed on one of these constraints, however deep a library has wrapped the error. */
export function violates(thrown: unknown, constraints: string[]): boolean {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth++)
    if ('constraint' in error && typeof error.constraint === 'string' && constraints.includes(error.constraint)) return true
  return false
}
