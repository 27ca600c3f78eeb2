import { z } from 'zod'

/**
 * Every error code that the program answers with: the HTTP status it goes out under and what it says to a person.
 * Codes are stable; texts may change. The table in docs/errors.md is checked against this one.
 */
export const errorCatalog = {
  MALFORMED_REQUEST: { status: 400, en: 'The request could not be read.', 'zh-CN': '无法解析请求。' },
  INVALID_PARAMETER: { status: 400, en: 'A parameter could not be read.', 'zh-CN': '参数无法解析。' },
  UNAUTHENTICATED: { status: 401, en: 'Sign in first.', 'zh-CN': '请先登录。' },
  TOKEN_INVALID: { status: 401, en: 'This sign-in is not valid any more. Sign in again.', 'zh-CN': '登录已失效，请重新登录。' },
  CREDENTIALS_WRONG: { status: 401, en: 'The address or the password is wrong.', 'zh-CN': '邮箱或密码不正确。' },
  SECOND_FACTOR_REQUIRED: { status: 401, en: 'Enter the code of your authenticator.', 'zh-CN': '请输入身份验证器中的验证码。' },
  SECOND_FACTOR_WRONG: { status: 401, en: 'This code is wrong or was used before.', 'zh-CN': '验证码不正确或已被使用。' },
  FORBIDDEN: { status: 403, en: 'You may not do this.', 'zh-CN': '您没有执行此操作的权限。' },
  CROSS_ORIGIN: { status: 403, en: 'Requests from other sites are refused.', 'zh-CN': '已拒绝来自其他网站的请求。' },
  REGISTRATION_CLOSED: { status: 403, en: 'Registration is closed.', 'zh-CN': '未开放注册。' },
  NOT_FOUND: { status: 404, en: 'There is nothing at this address.', 'zh-CN': '该地址不存在。' },
  ITEM_NOT_FOUND: { status: 404, en: 'This item does not exist.', 'zh-CN': '该项目不存在。' },
  CHAT_SESSION_NOT_FOUND: { status: 404, en: 'This conversation does not exist.', 'zh-CN': '该对话不存在。' },
  CHAT_MESSAGE_NOT_FOUND: { status: 404, en: 'This message does not exist.', 'zh-CN': '该消息不存在。' },
  CHAT_SHARE_NOT_FOUND: { status: 404, en: 'This link leads to no conversation, or does so no longer.', 'zh-CN': '该链接无效或已失效。' },
  CHAT_FOLDER_NOT_FOUND: { status: 404, en: 'This folder does not exist.', 'zh-CN': '该文件夹不存在。' },
  ATTACHMENT_NOT_FOUND: { status: 404, en: 'This attachment does not exist any more. Attach the file again.', 'zh-CN': '该附件已不存在，请重新添加。' },
  GENERATION_NOT_FOUND: { status: 404, en: 'This answer does not exist.', 'zh-CN': '该回答不存在。' },
  COLLECTION_NOT_FOUND: { status: 404, en: 'This collection does not exist.', 'zh-CN': '该数据表不存在。' },
  FILE_NOT_FOUND: { status: 404, en: 'This file does not exist.', 'zh-CN': '该文件不存在。' },
  FIELD_NOT_FOUND: { status: 404, en: 'This field does not exist.', 'zh-CN': '该字段不存在。' },
  COMMENT_NOT_FOUND: { status: 404, en: 'This comment does not exist.', 'zh-CN': '该评论不存在。' },
  TILE_NOT_FOUND: { status: 404, en: 'This tile does not exist.', 'zh-CN': '该卡片不存在。' },
  VIEW_NOT_FOUND: { status: 404, en: 'This view does not exist.', 'zh-CN': '该视图不存在。' },
  CHANGE_SET_NOT_FOUND: { status: 404, en: 'This change does not exist.', 'zh-CN': '该变更不存在。' },
  IMPORT_NOT_FOUND: { status: 404, en: 'This import does not exist.', 'zh-CN': '该导入不存在。' },
  WEBHOOK_NOT_FOUND: { status: 404, en: 'This webhook does not exist.', 'zh-CN': '该 Webhook 不存在。' },
  WEBHOOK_DELIVERY_NOT_FOUND: { status: 404, en: 'This delivery does not exist, or is not kept any more.', 'zh-CN': '该推送不存在或已不再保留。' },
  PROMPT_NOT_FOUND: { status: 404, en: 'This prompt does not exist.', 'zh-CN': '该提示词不存在。' },
  PRESET_NOT_FOUND: { status: 404, en: 'This preset does not exist.', 'zh-CN': '该预设不存在。' },
  USER_NOT_FOUND: { status: 404, en: 'This account does not exist.', 'zh-CN': '该账号不存在。' },
  ROLE_NOT_FOUND: { status: 404, en: 'This role does not exist.', 'zh-CN': '该角色不存在。' },
  INVITATION_NOT_FOUND: { status: 404, en: 'This invitation does not exist.', 'zh-CN': '该邀请不存在。' },
  SESSION_NOT_FOUND: { status: 404, en: 'This sign-in does not exist.', 'zh-CN': '该登录会话不存在。' },
  API_KEY_NOT_FOUND: { status: 404, en: 'This API key does not exist.', 'zh-CN': '该 API 密钥不存在。' },
  METHOD_NOT_ALLOWED: { status: 405, en: 'This address does not take that method.', 'zh-CN': '该地址不支持此请求方法。' },
  REQUEST_TIMEOUT: { status: 408, en: 'The request took too long to arrive.', 'zh-CN': '请求传输超时。' },
  CHAT_BUSY: { status: 409, en: 'This conversation is still being answered. Wait for it or stop it.', 'zh-CN': '该对话正在回答中，请等待或先停止。' },
  CHAT_FOLDER_TAKEN: { status: 409, en: 'There is a folder of this name already.', 'zh-CN': '已有同名文件夹。' },
  CHAT_SHARES_FULL: {
    status: 409,
    en: 'There are as many links to this conversation as there may be. Take one back first.',
    'zh-CN': '该对话的链接数量已达上限，请先撤销一个。',
  },
  CHAT_FOLDERS_FULL: { status: 409, en: 'There are as many folders as there may be. Delete one first.', 'zh-CN': '文件夹数量已达上限，请先删除一个。' },
  ATTACHMENT_SENT: { status: 409, en: 'This file was sent with a question; it goes with its conversation.', 'zh-CN': '该文件已随问题发送，将随对话一起删除。' },
  CHAT_NOTHING_TO_CONTINUE: {
    status: 409,
    en: 'This answer cannot be continued: it is complete, has no text, or was followed by another question.',
    'zh-CN': '这个回答无法继续：它已完整、没有文字，或之后已有新的问题。',
  },
  COLLECTION_TAKEN: { status: 409, en: 'There is a collection at this address already.', 'zh-CN': '该地址已有数据表。' },
  COLLECTIONS_FULL: { status: 409, en: 'There are as many collections as there may be.', 'zh-CN': '数据表数量已达上限。' },
  TILES_FULL: { status: 409, en: 'There are as many tiles as there may be.', 'zh-CN': '卡片数量已达上限。' },
  VIEWS_FULL: { status: 409, en: 'This collection has as many views as it may have.', 'zh-CN': '该数据表的视图数量已达上限。' },
  FIELDS_FULL: { status: 409, en: 'This collection has as many fields as it may have.', 'zh-CN': '该数据表的字段数量已达上限。' },
  CHANGE_SET_UNDONE: { status: 409, en: 'This change was undone already.', 'zh-CN': '该变更已被撤销。' },
  CHANGE_SET_CONFLICTS: { status: 409, en: 'Some of it was changed again since. Nothing was undone.', 'zh-CN': '部分内容之后又被修改，未撤销任何内容。' },
  CHANGE_SET_TOO_LARGE: { status: 409, en: 'This change is too large to be undone at once.', 'zh-CN': '该变更过大，无法一次撤销。' },
  BULK_COUNT_CHANGED: {
    status: 409,
    en: 'There are more or fewer rows than expected. Nothing was changed.',
    'zh-CN': '符合条件的行数与预期不符，未更改任何内容。',
  },
  BULK_KEY_AMBIGUOUS: { status: 409, en: 'Several rows have the same value of the key. Nothing was changed.', 'zh-CN': '多行具有相同的键值，未更改任何内容。' },
  BULK_TWICE: { status: 409, en: 'This row was sent twice.', 'zh-CN': '该行重复出现。' },
  FIELD_LOSES_VALUES: { status: 409, en: 'Values would get lost. Nothing was changed.', 'zh-CN': '将丢失部分值，未更改任何内容。' },
  IMPORTS_FULL: { status: 409, en: 'There are as many files as may be kept. Delete one first.', 'zh-CN': '保留的文件数量已达上限，请先删除一个。' },
  IMPORT_RUNNING: { status: 409, en: 'This import is running.', 'zh-CN': '该导入正在进行。' },
  IMPORT_STARTED: { status: 409, en: 'This import was started already.', 'zh-CN': '该导入已开始过。' },
  IMPORT_NOT_RUNNING: { status: 409, en: 'This import is not running.', 'zh-CN': '该导入未在进行。' },
  WEBHOOKS_FULL: { status: 409, en: 'There are as many webhooks as there may be. Delete one first.', 'zh-CN': 'Webhook 数量已达上限，请先删除一个。' },
  WEBHOOK_DISABLED: { status: 409, en: 'This webhook is disabled. Enable it first.', 'zh-CN': '该 Webhook 已停用，请先启用。' },
  PROMPTS_FULL: { status: 409, en: 'There are as many prompts of yours as there may be. Delete one first.', 'zh-CN': '您的提示词数量已达上限，请先删除一个。' },
  ALREADY_SET_UP: { status: 409, en: 'This workspace has an administrator already.', 'zh-CN': '该工作区已有管理员。' },
  EMAIL_TAKEN: { status: 409, en: 'There is an account with this address already.', 'zh-CN': '该邮箱已有账号。' },
  ROLE_TAKEN: { status: 409, en: 'There is a role of this name already.', 'zh-CN': '已有同名角色。' },
  PRESET_NAME_TAKEN: { status: 409, en: 'You have a preset of this name already.', 'zh-CN': '已有同名预设。' },
  PROVIDER_NOT_CONFIGURED: { status: 409, en: 'No model provider is configured.', 'zh-CN': '尚未配置模型服务。' },
  ROLE_IN_USE: { status: 409, en: 'Accounts have this role. Give them another one first.', 'zh-CN': '仍有账号使用该角色，请先更换。' },
  ROLE_BUILT_IN: { status: 409, en: 'The roles that come with Deskmate cannot be changed.', 'zh-CN': '内置角色不可更改。' },
  LAST_ADMINISTRATOR: {
    status: 409,
    en: 'A workspace needs an administrator. Make somebody else one first.',
    'zh-CN': '工作区至少需要一名管理员，请先指定其他人。',
  },
  REFRESH_SUPERSEDED: { status: 409, en: 'Another tab has just renewed this sign-in. Try again.', 'zh-CN': '另一个标签页刚刚更新了登录，请重试。' },
  SECOND_FACTOR_STATE: { status: 409, en: 'The second factor is not in the state for this.', 'zh-CN': '双重验证的状态不允许此操作。' },
  LINK_INVALID: { status: 410, en: 'This link has expired or was used. Ask for a new one.', 'zh-CN': '链接已过期或已使用，请获取新链接。' },
  PRECONDITION_FAILED: { status: 412, en: 'Someone changed this in the meantime.', 'zh-CN': '内容已被他人修改。' },
  PAYLOAD_TOO_LARGE: { status: 413, en: 'The request is too large.', 'zh-CN': '请求内容过大。' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, en: 'Send the body as application/json in UTF-8.', 'zh-CN': '请以 UTF-8 编码的 application/json 发送请求体。' },
  ATTACHMENT_TYPE_UNSUPPORTED: {
    status: 415,
    en: 'Files of this kind cannot be attached. Images (PNG, JPEG, WebP, GIF), PDF and plain text can.',
    'zh-CN': '不支持此类文件。可添加图片（PNG、JPEG、WebP、GIF）、PDF 和纯文本。',
  },
  IMPORT_UNREADABLE: { status: 422, en: 'The file cannot be read.', 'zh-CN': '文件无法读取。' },
  BULK_FAILED: { status: 422, en: 'Some rows cannot be written. Nothing was written.', 'zh-CN': '部分行无法写入，未写入任何内容。' },
  VALIDATION_FAILED: { status: 422, en: 'Some of the input is not valid.', 'zh-CN': '部分输入无效。' },
  PASSWORD_WRONG: { status: 422, en: 'The current password is wrong.', 'zh-CN': '当前密码不正确。' },
  PASSWORD_COMMON: { status: 422, en: 'This password is too common. Choose another one.', 'zh-CN': '该密码过于常见，请换一个。' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, en: 'This Idempotency-Key was used for another request.', 'zh-CN': '该 Idempotency-Key 已用于其他请求。' },
  MODEL_NOT_ALLOWED: { status: 422, en: 'This model is not on the list of allowed models.', 'zh-CN': '该模型不在允许的列表中。' },
  ITEM_FILES_FULL: {
    status: 422,
    en: 'Too many of your files wait for an item. Save the items that you have added files to; what no item holds goes after a day.',
    'zh-CN': '您上传而尚未存入记录的文件过多，请先保存已添加文件的记录；未被记录使用的文件一天后自动清除。',
  },
  ATTACHMENT_QUOTA_EXCEEDED: {
    status: 422,
    en: 'There is no more room for your attachments. Delete conversations with files in them, or files that were not sent.',
    'zh-CN': '附件空间已用完，请删除含有文件的对话或未发送的文件。',
  },
  MODEL_ATTACHMENT_UNSUPPORTED: {
    status: 422,
    en: 'This model cannot read files of this kind. Choose another model, or remove the file.',
    'zh-CN': '该模型无法读取此类文件，请更换模型或移除文件。',
  },
  MODEL_INPUT_TOO_LONG: {
    status: 422,
    en: 'The conversation is too long for this model. Shorten it or choose another model.',
    'zh-CN': '对话超出该模型的长度上限，请缩短内容或更换模型。',
  },
  MODEL_REFUSED: { status: 422, en: 'The model provider refused this content.', 'zh-CN': '模型服务商拒绝了该内容。' },
  MODEL_REQUEST_INVALID: { status: 422, en: 'The model provider did not accept the request.', 'zh-CN': '模型服务商不接受该请求。' },
  MODEL_CREDITS_EXHAUSTED: {
    status: 402,
    en: 'The model provider account is out of credits. Add credits, then try again.',
    'zh-CN': '模型服务账户积分不足，请充值后重试。',
  },
  BUDGET_EXHAUSTED: {
    status: 402,
    en: 'The budget for models is used up. It starts anew at the time given, or an administrator can raise it.',
    'zh-CN': '模型预算已用完。预算将在所示时间重置，也可请管理员提高额度。',
  },
  HEADERS_TOO_LARGE: { status: 431, en: 'The headers of the request are too large or too many.', 'zh-CN': '请求头过大或过多。' },
  MODEL_RATE_LIMITED: { status: 429, en: 'The model is rate limited. Try again shortly.', 'zh-CN': '模型请求过于频繁，请稍后重试。' },
  RATE_LIMITED: { status: 429, en: 'Too many requests. Try again shortly.', 'zh-CN': '请求过于频繁，请稍后重试。' },
  INTERNAL: { status: 500, en: 'Something went wrong on our side.', 'zh-CN': '服务器内部错误。' },
  MODEL_AUTHENTICATION_FAILED: { status: 502, en: 'The model provider refused the configured key.', 'zh-CN': '模型服务商拒绝了所配置的密钥。' },
  MODEL_ANSWER_INVALID: { status: 502, en: 'The model provider sent an answer that could not be read.', 'zh-CN': '模型服务商返回的内容无法解析。' },
  MODEL_CONNECTION_LOST: { status: 502, en: 'The connection to the model was lost before the answer was complete.', 'zh-CN': '与模型的连接在回答完成前中断。' },
  DATABASE_UNAVAILABLE: { status: 503, en: 'The database is not available. Try again shortly.', 'zh-CN': '数据库暂时不可用，请稍后重试。' },
  DATABASE_TIMEOUT: { status: 503, en: 'The database took too long. Try again, or ask for less.', 'zh-CN': '数据库响应超时，请重试或缩小范围。' },
  CHAT_IMPORT_BUSY: { status: 503, en: 'Other files are being imported. Try again shortly.', 'zh-CN': '正在导入其他文件，请稍后重试。' },
  SHUTTING_DOWN: { status: 503, en: 'The server is restarting. Try again shortly.', 'zh-CN': '服务器正在重启，请稍后重试。' },
  MODEL_NOT_CONFIGURED: {
    status: 503,
    en: 'No model provider is configured. An administrator sets OPENROUTER_API_KEY or OPENROUTER_BASE_URL.',
    'zh-CN': '尚未配置模型服务商。请管理员设置 OPENROUTER_API_KEY 或 OPENROUTER_BASE_URL。',
  },
  MODEL_UNAVAILABLE: { status: 503, en: 'The model is not available at the moment.', 'zh-CN': '模型暂时不可用。' },
  MODEL_TIMEOUT: { status: 504, en: 'The model did not answer in time.', 'zh-CN': '模型响应超时。' },
} as const satisfies Record<string, { status: number; en: string; 'zh-CN': string }>

export type ErrorCode = keyof typeof errorCatalog
export type Language = 'en' | 'zh-CN'
export const languages = ['zh-CN', 'en'] as const

export const ErrorDetail = z
  .object({
    path: z.string().describe('The field or parameter, dotted; empty for the whole request.'),
    message: z.string(),
  })
  .meta({ id: 'ErrorDetail' })

export const ErrorEnvelope = z
  .object({
    status: z.literal('error'),
    error: z.object({
      code: z.string().describe('Stable; see docs/errors.md.'),
      message: z.string().describe('For people, in the language of Accept-Language.'),
      details: z.array(ErrorDetail),
      request_id: z.string(),
      retry_after: z.number().optional().describe('Seconds to wait before trying again, where known.'),
      current: z.unknown().optional().describe('With PRECONDITION_FAILED: the row as it is now.'),
    }),
  })
  .meta({ id: 'ErrorEnvelope' })
export type ErrorEnvelope = z.infer<typeof ErrorEnvelope>
export type ErrorDetail = z.infer<typeof ErrorDetail>
