import type { Language } from '#shared/errors.ts'
import { builtInVariables, isDate, isNumber, PROMPT_VARIABLES_MAX, type PromptVariable, variablesIn } from '#shared/prompts.ts'
import { appError } from '../errors.ts'

const refuse = (path: string, message: Record<Language, string>) => appError('VALIDATION_FAILED', { details: [{ path, message }] })

/**
 * Every variable of the text in its order, as it was described, or as a text; what is described and not there is left out.
 * @throws VALIDATION_FAILED
 */
export function describeVariables(content: string, given: readonly PromptVariable[]): PromptVariable[] {
  const names = variablesIn(content)
  if (names.length > PROMPT_VARIABLES_MAX)
    throw refuse('content', { en: `A prompt may have ${PROMPT_VARIABLES_MAX} variables.`, 'zh-CN': `一个提示词最多有 ${PROMPT_VARIABLES_MAX} 个变量。` })
  const described = new Map<string, PromptVariable>()
  for (const variable of given) {
    const { name } = variable
    if (described.has(name)) throw refuse('variables', { en: `“${name}” is described twice.`, 'zh-CN': `变量“${name}”重复。` })
    if ((builtInVariables as readonly string[]).includes(name))
      throw refuse('variables', { en: `“${name}” is filled in by itself.`, 'zh-CN': `“${name}”是内置变量，会自动填入。` })
    described.set(name, variable)
  }
  return names.map((name) => checked(described.get(name) ?? { name, type: 'text', default: '', options: [] }))
}

function checked(variable: PromptVariable): PromptVariable {
  const { name, type, default: standard } = variable
  const options = type === 'select' ? [...new Set(variable.options)] : []
  if (type === 'select' && options.length === 0)
    throw refuse('variables', { en: `“${name}” needs something to choose from.`, 'zh-CN': `变量“${name}”需要至少一个选项。` })
  const fits =
    standard === '' ||
    { text: true, long_text: true, select: options.includes(standard), number: isNumber(standard), date: standard === 'today' || isDate(standard) }[type]
  if (!fits) throw refuse('variables', { en: `“${name}” cannot begin with this value.`, 'zh-CN': `变量“${name}”的默认值不符合其类型。` })
  return { name, type, default: standard, options }
}
