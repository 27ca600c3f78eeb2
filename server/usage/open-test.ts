import type { Actor } from '#shared/permissions.ts'
import { estimateTokens } from '#shared/tokens.ts'
import { CHECK_ANSWER_TOKENS, CHECK_QUESTION } from '../ai/check.ts'
import type { Catalogue } from '../models/catalogue.ts'
import type { OpenTest } from '../models/connection.ts'
import type { Ledger } from './ledger.ts'
import { priceFrom } from './price.ts'

/** Enters the calls that the connection test makes: the provider charges for them like for any other. */
export const testsIn =
  ({ ledger, catalogue }: { ledger: Ledger; catalogue: Catalogue }): OpenTest =>
  (actor: Actor, model: string) =>
    ledger.open(actor, {
      purpose: 'test',
      model,
      price: priceFrom(catalogue.priceOf(model)),
      promptTokens: estimateTokens(CHECK_QUESTION),
      maxTokens: CHECK_ANSWER_TOKENS,
      usualTokens: CHECK_ANSWER_TOKENS,
      mostTokens: null,
      sessionId: null,
      historyTokensMax: 0,
    })
