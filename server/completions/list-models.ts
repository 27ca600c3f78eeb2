import type { CompletionModel } from '#shared/completions.ts'
import type { ChatModel } from '#shared/models.ts'
import { appError } from '../errors.ts'
import type { Catalogue } from '../models/catalogue.ts'

/** The models that may be asked, the default first. None without a provider: the built-in assistant speaks no protocol. */
export async function listModels(catalogue: Catalogue): Promise<CompletionModel[]> {
  const { configured, models, default: preferred } = await catalogue.list()
  if (!configured) return []
  return models.toSorted((a, b) => Number(b.id === preferred) - Number(a.id === preferred)).map(describe)
}

/** @throws MODEL_NOT_ALLOWED */
export async function findModel(catalogue: Catalogue, id: string): Promise<CompletionModel> {
  const found = (await listModels(catalogue)).find((model) => model.id === id)
  if (!found) throw appError('MODEL_NOT_ALLOWED', { details: [{ path: 'model', message: id }] })
  return found
}

const describe = ({ id, name, context_length }: ChatModel): CompletionModel => ({
  id,
  object: 'model',
  created: 0,
  owned_by: id.includes('/') ? (id.split('/')[0] ?? id) : 'provider',
  name,
  context_length,
})
