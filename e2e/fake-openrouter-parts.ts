import { Buffer } from 'node:buffer'
import { z } from 'zod'

const Part = z.union([
  z.looseObject({ type: z.literal('text'), text: z.string() }).transform(({ text }) => `text: ${text}`),
  z.looseObject({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }).transform(({ image_url: { url } }) => `image: ${tellData(url)}`),
  z
    .looseObject({ type: z.literal('file'), file: z.object({ filename: z.string(), file_data: z.string() }) })
    .transform(({ file }) => `file: ${file.filename} ${tellData(file.file_data)}`),
])
const Body = z.looseObject({ messages: z.array(z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(Part)]) })) })

const tellData = (url: string) => {
  const [, type, data = ''] = /^data:([^;]+);base64,(.*)$/.exec(url) ?? []
  return `${type ?? 'no data'} ${Buffer.from(data, 'base64').length} bytes`
}

/** What the messages of people hold, a line for each part: what a test can read on the page. */
export const tellParts = (body: unknown): string =>
  Body.parse(body)
    .messages.filter(({ role }) => role === 'user')
    .flatMap(({ content }) => (typeof content === 'string' ? [`text: ${content}`] : content))
    .map((line) => `- \`${line.replaceAll('`', "'").replaceAll('\n', ' ')}\``)
    .join('\n')
