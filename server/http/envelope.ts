import type { FastifyRequest } from 'fastify'

const messages = { en: 'Done', 'zh-CN': '操作成功' } as const

/** The envelope of a successful answer. */
export const ok = <T>(request: FastifyRequest, data: T) => ({ status: 'success' as const, data, message: messages[request.language] as string })
