import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { ErrorEnvelope } from '#shared/errors.ts'
import { PROMPT_VERSIONS_MAX, PROMPTS_MAX, PromptEnvelope, PromptsEnvelope, PromptVersionsEnvelope } from '#shared/prompts.ts'
import { type Answer, type Person, startApp, type TestApp } from '../test/harness.ts'

let app: TestApp
let editor: Person
let viewer: Person
beforeAll(async () => {
  app = await startApp()
  editor = await app.as('editor')
  viewer = await app.as('viewer')
})
afterAll(() => app.close())

const path = '/api/v1/prompts'
const promptOf = ({ body }: Answer) => PromptEnvelope.parse(body).data
const codeOf = ({ status, body }: Answer) => [status, ErrorEnvelope.parse(body).error.code]
const create = async (body: object, by = editor) => promptOf(await by.api('POST', path, body))
const list = async (query: string, by = editor) => PromptsEnvelope.parse((await by.api('GET', `${path}?${query}`)).body).data
const namesOf = async (query: string, by = editor) => (await list(query, by)).prompts.map(({ name }) => name)
const versionsOf = async (id: string, by = editor) => PromptVersionsEnvelope.parse((await by.api('GET', `${path}/${id}/versions`)).body).data.versions

describe('a prompt', () => {
  test('is kept with every variable of its text, described or not', async () => {
    const answer = await editor.api('POST', path, {
      name: '会议纪要',
      description: '整理会议记录',
      content: '用{{语言}}总结 {{topic}}，截至 {{date}}：\n{{notes}}',
      variables: [
        { name: 'notes', type: 'long_text', default: '', options: [] },
        { name: '语言', type: 'select', default: '中文', options: ['中文', 'English', '中文'] },
        { name: 'gone', type: 'number', default: '5', options: [] },
      ],
    })
    expect(answer.status).toBe(201)
    const prompt = promptOf(answer)
    expect(answer.headers.get('location')).toBe(`${path}/${prompt.id}`)
    expect(prompt).toMatchObject({ name: '会议纪要', shared: false, mine: true, owner_name: null, version: 1 })
    expect(prompt.variables).toEqual([
      { name: '语言', type: 'select', default: '中文', options: ['中文', 'English'] },
      { name: 'topic', type: 'text', default: '', options: [] },
      { name: 'notes', type: 'long_text', default: '', options: [] },
    ])
    expect(promptOf(await editor.api('GET', `${path}/${prompt.id}`))).toEqual(prompt)
  })

  test.each<[string, object]>([
    ['a select of nothing', { name: 'a', type: 'select', default: '', options: [] }],
    ['a default that is not offered', { name: 'a', type: 'select', default: 'x', options: ['y'] }],
    ['a number that is none', { name: 'a', type: 'number', default: 'many', options: [] }],
    ['a date that is none', { name: 'a', type: 'date', default: 'tomorrow', options: [] }],
    ['a name of the program’s own', { name: 'date', type: 'text', default: '', options: [] }],
    ['a name that cannot stand in the text', { name: 'a b', type: 'text', default: '', options: [] }],
    ['a type that there is not', { name: 'a', type: 'file', default: '', options: [] }],
  ])('is refused with %s', async (_what, variable) => {
    const answer = await editor.api('POST', path, { name: 'x', content: '{{a}}', variables: [variable] })
    expect(codeOf(answer)).toEqual([422, 'VALIDATION_FAILED'])
    expect(ErrorEnvelope.parse(answer.body).error.details[0]?.path).toMatch(/^variables/)
  })

  test('is refused with a variable that is described twice, too many, or no text', async () => {
    const twice = [1, 2].map(() => ({ name: 'a', type: 'text', default: '', options: [] }))
    for (const body of [
      { name: 'x', content: '{{a}}', variables: twice },
      { name: 'x', content: Array.from({ length: 21 }, (_, at) => `{{v${at}}}`).join(' ') },
      { name: 'x', content: ' \n' },
      { name: ' ', content: 'x' },
      { name: 'x', content: 'x'.repeat(20_001) },
    ])
      expect(codeOf(await editor.api('POST', path, body))).toEqual([422, 'VALIDATION_FAILED'])
  })

  test('takes a date of today, and numbers', async () => {
    const variables = [
      { name: 'a', type: 'date', default: 'today', options: [] },
      { name: 'b', type: 'date', default: '2026-11-28', options: [] },
      { name: 'c', type: 'number', default: '-1.5', options: [] },
    ]
    expect((await create({ name: 'defaults', content: '{{a}}{{b}}{{c}}', variables })).variables).toEqual(variables)
  })

  test('sent twice under one key is kept once', async () => {
    const headers = { 'Idempotency-Key': 'one-prompt' }
    const both = await Promise.all([1, 2].map(() => editor.api('POST', path, { name: 'once', content: 'x' }, headers)))
    expect(new Set(both.map((answer) => promptOf(answer).id)).size).toBe(1)
  })
})

describe('a change', () => {
  test('is a version, and the older ones can be read', async () => {
    const { id } = await create({ name: 'first', content: 'one {{a}}' })
    const second = promptOf(await editor.api('PUT', `${path}/${id}`, { content: 'two {{b}}', description: 'changed' }, { 'If-Match': '"1"' }))
    expect(second).toMatchObject({ name: 'first', description: 'changed', content: 'two {{b}}', version: 2 })
    expect(second.variables.map(({ name }) => name)).toEqual(['b'])
    expect((await versionsOf(id)).map(({ version, content, changed_by }) => [version, content, changed_by])).toEqual([
      [2, 'two {{b}}', 'editor'],
      [1, 'one {{a}}', 'editor'],
    ])
  })

  test('of what somebody else has changed meanwhile is refused with the prompt as it is', async () => {
    const { id } = await create({ name: 'contested', content: 'x' })
    const answers = await Promise.all([1, 2, 3].map((n) => editor.api('PUT', `${path}/${id}`, { content: `by ${n}` }, { 'If-Match': '"1"' })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412])
    const refused = answers.find(({ status }) => status === 412)
    expect(ErrorEnvelope.parse(refused?.body).error.current).toMatchObject({ id, version: 2 })
    expect(codeOf(await editor.api('DELETE', `${path}/${id}`, undefined, { 'If-Match': '"1"' }))).toEqual([412, 'PRECONDITION_FAILED'])
  })

  test('leaves the newest versions', async () => {
    const { id } = await create({ name: 'often', content: 'v1' })
    for (let version = 2; version <= PROMPT_VERSIONS_MAX + 3; version++) await editor.api('PUT', `${path}/${id}`, { content: `v${version}` })
    const versions = await versionsOf(id)
    expect([versions.length, versions[0]?.version, versions.at(-1)?.version]).toEqual([PROMPT_VERSIONS_MAX, PROMPT_VERSIONS_MAX + 3, 4])
  })
})

describe('what is shared', () => {
  test('is found by everybody, changed by who may share, taken back by its owner', async () => {
    const { id } = await create({ name: 'team prompt', content: 'x', shared: true })
    const seen = promptOf(await viewer.api('GET', `${path}/${id}`))
    expect(seen).toMatchObject({ mine: false, owner_name: 'editor', shared: true })
    expect(codeOf(await viewer.api('PUT', `${path}/${id}`, { content: 'y' }))).toEqual([403, 'FORBIDDEN'])
    expect(codeOf(await viewer.api('DELETE', `${path}/${id}`))).toEqual([403, 'FORBIDDEN'])
    const other = await app.as('editor')
    expect(promptOf(await other.api('PUT', `${path}/${id}`, { content: 'by another' }))).toMatchObject({ version: 2, mine: false })
    expect(codeOf(await other.api('PUT', `${path}/${id}`, { shared: false }))).toEqual([403, 'FORBIDDEN'])
    expect(promptOf(await editor.api('PUT', `${path}/${id}`, { shared: false })).shared).toBe(false)
    for (const person of [viewer, other]) {
      expect(codeOf(await person.api('GET', `${path}/${id}`))).toEqual([404, 'PROMPT_NOT_FOUND'])
      expect(codeOf(await person.api('PUT', `${path}/${id}`, { content: 'y' }))).toEqual([404, 'PROMPT_NOT_FOUND'])
      expect(codeOf(await person.api('GET', `${path}/${id}/versions`))).toEqual([404, 'PROMPT_NOT_FOUND'])
    }
  })

  test('cannot be shared by who may not, neither at once nor later', async () => {
    expect(codeOf(await viewer.api('POST', path, { name: 'x', content: 'x', shared: true }))).toEqual([403, 'FORBIDDEN'])
    const { id } = await create({ name: 'own of a viewer', content: 'x' }, viewer)
    expect(codeOf(await viewer.api('PUT', `${path}/${id}`, { shared: true }))).toEqual([403, 'FORBIDDEN'])
    expect(promptOf(await viewer.api('PUT', `${path}/${id}`, { content: 'y' })).content).toBe('y')
    expect((await viewer.api('DELETE', `${path}/${id}`)).status).toBe(200)
  })

  test('is in the audit by name; its text is not', async () => {
    const { id } = await create({ name: 'audited', content: 'secret words', shared: true })
    await editor.api('PUT', `${path}/${id}`, { content: 'other secret words' })
    await editor.api('DELETE', `${path}/${id}`)
    const { rows } = await app.database.db.execute(
      sql`select action, actor_id, coalesce(after, before) ->> 'name' as name from audit_entries where target_id = ${id} order by id`,
    )
    expect(rows).toEqual([
      { action: 'prompt.create', actor_id: editor.id, name: 'audited' },
      { action: 'prompt.delete', actor_id: editor.id, name: 'audited' },
    ])
    const { rows: leaks } = await app.database.db.execute(sql`select 1 from audit_entries where before::text || after::text like '%secret words%'`)
    expect(leaks).toEqual([])
  })
})

describe('the list', () => {
  it('is by name, in pages, and knows its own from what others share', async () => {
    const [me, other] = [await app.as('editor'), await app.as('editor')]
    for (const name of ['b', 'A', 'c', '中', 'a']) await create({ name: `list ${name}`, content: 'mine' }, me)
    await create({ name: 'list B2', content: 'theirs', shared: true }, other)
    await create({ name: 'list hidden', content: 'theirs' }, other)
    expect(await namesOf('q=list&scope=mine', me)).toEqual(['list A', 'list a', 'list b', 'list c', 'list 中'])
    expect(await namesOf('q=list&scope=shared', me)).toEqual(['list B2'])
    const pages: string[][] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Awaited<ReturnType<typeof list>> = await list(`q=list&limit=2${cursor ? `&cursor=${cursor}` : ''}`, me)
      pages.push(page.prompts.map(({ name }) => name))
      cursor = page.next_cursor
    }
    expect(pages).toEqual([
      ['list A', 'list a'],
      ['list b', 'list B2'],
      ['list c', 'list 中'],
    ])
    expect(codeOf(await me.api('GET', `${path}?cursor=xyz`))).toEqual([400, 'INVALID_PARAMETER'])
  })

  it('is searched by words of the name, the description and the text, in Chinese too', async () => {
    const me = await app.as('editor')
    await create({ name: 'Weekly Report', description: '每周总结', content: 'for {{客户名称}} 100%_' }, me)
    await create({ name: 'other', content: 'nothing' }, me)
    for (const q of ['weekly', 'REPORT week', '总结', '客户', '100%_'])
      expect([q, await namesOf(`scope=mine&q=${encodeURIComponent(q)}`, me)]).toEqual([q, ['Weekly Report']])
    expect(await namesOf('scope=mine&q=weekly%20nothing', me)).toEqual([])
  })

  it('has an end for each account', async () => {
    const me = await app.as('viewer')
    await app.database.db.execute(sql`insert into prompts (id, owner_id, name, content)
      select gen_random_uuid(), ${me.id}::uuid, 'p' || n, 'x' from generate_series(1, ${PROMPTS_MAX - 2}::int) as n`)
    const answers = await Promise.all(Array.from({ length: 5 }, () => me.api('POST', path, { name: 'more', content: 'x' })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 201, 409, 409, 409])
  })
})
