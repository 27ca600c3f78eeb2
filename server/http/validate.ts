import type { FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import type { Language } from '#shared/errors.ts'
import { type AppError, appError } from '../errors.ts'
import { describeIssues } from './describe-issue.ts'

/** Input that a schema does not take; Fastify adds which part of the request it was. */
export class InvalidInput extends Error {
  readonly schema: z.ZodType
  readonly data: unknown
  readonly unreadable: boolean
  validationContext?: string
  constructor(schema: z.ZodType, data: unknown, issues: z.core.$ZodIssue[]) {
    super('Invalid input')
    this.schema = schema
    this.data = data
    this.unreadable = issues.some(({ code }) => code === 'invalid_type' || code === 'invalid_format')
  }
}

export const validate: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (data) => {
    const result = schema.safeParse(data)
    return result.success ? { value: result.data } : { error: new InvalidInput(schema, data, result.error.issues) }
  }

/** 400 for a parameter that cannot be read as what it should be; 422 for input that is read and breaks a rule. */
export function describeInput(error: InvalidInput, language: Language): AppError {
  const code = error.unreadable && error.validationContext !== 'body' ? 'INVALID_PARAMETER' : 'VALIDATION_FAILED'
  return appError(code, { details: describeIssues(error.schema, error.data, language) })
}
