import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, it } from 'node:test'
import type { Browser } from 'playwright-core'
import type { ConfigView } from '../../src/config/contract.ts'
import { configFileOf, QUICK, startApp, type TestApp } from '../../test/start-app.ts'
import { openBrowser, openSignedIn } from '../testing/browser.ts'
import { isWord } from '../words.ts'
import { readText, withMeanwhile, withValue } from './config-edit.ts'
import { SETTING_GROUPS } from './setting-groups.ts'

const WIDE = { theme: 'light', widthPx: 1280 } as const

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

interface Schema {
  properties?: Record<string, Schema>
  items?: Schema
}

/** The fields of a list's entries, `archive.intake.more.folder`. */
function entryFields(schema: Schema, key: string): string[] {
  const at = key.split('.').reduce<Schema>((here, name) => here.properties?.[name] ?? {}, schema)
  return Object.keys(at.items?.properties ?? {}).map((name) => `${key}.${name}`)
}

it('has a label and a sentence of help for each setting, below a heading', async () => {
  await using app = await startApp()
  const { settings, schema } = await app.get<ConfigView>('api/v1/config')
  const keys = settings.map(({ key }) => key)
  const grouped = SETTING_GROUPS.flatMap((group): string[] => [...group.keys])
  assert.deepEqual(grouped.toSorted(), keys.toSorted())
  const wanted = [
    ...keys.flatMap((key) => [`web.setting.${key}`, `web.setting.${key}.help`]),
    ...keys.flatMap((key) => entryFields(schema, key).map((field) => `web.setting.${field}`)),
    ...SETTING_GROUPS.map(({ id }) => `web.setting.group.${id}`),
  ]
  assert.deepEqual(
    wanted.filter((word) => !isWord(word)),
    [],
  )
})

it('adds and removes rows of a list, and keeps the comments beside the others', async () => {
  const yaml = `${QUICK}    more:\n      - folder: camera # the old one\n        mode: auto\nserver:\n  allowed_hosts:\n    - one.example # mine\n    - two.example\n`
  await using app = await startApp({ yaml })
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings/config?room=archive` })
  const { page } = view
  const more = page.getByRole('group', { name: 'Further intake folders' })
  assert.equal(await more.getByRole('textbox', { name: 'Folder, row 1' }).inputValue(), 'camera')
  await more.getByRole('button', { name: 'Add a row' }).click()
  await more.getByRole('textbox', { name: 'Folder, row 2' }).fill('phone')
  await page.keyboard.press('Tab')
  assert.equal(
    await more
      .getByRole('radio')
      .nth(3)
      .evaluate((field) => field.matches(':focus')),
    true,
  )
  await page.getByText('Server', { exact: true }).click()
  const hosts = page.getByRole('group', { name: 'Host names' })
  await hosts.getByRole('button', { name: 'Remove two.example' }).click()
  await hosts.getByRole('button', { name: 'Add a row' }).click()
  await hosts.getByRole('textbox', { name: 'Host names, row 2' }).fill('three.example')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Save 2 changes' }).click()
  await page.getByText('The settings were saved').waitFor()
  const text = await readFile(configFileOf(app), 'utf8')
  assert.match(text, /- folder: camera # the old one\n\s+mode: auto\n\s+- folder: phone/)
  assert.match(text, /- one\.example # mine\n\s+- three\.example/)
  assert.doesNotMatch(text, /two\.example/)
})

it('marks the row of a list that is wrong', async () => {
  await using app = await startApp()
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings/config?room=server` })
  const { page } = view
  const proxies = page.getByRole('group', { name: 'Trusted proxies' })
  await proxies.getByRole('button', { name: 'Add a row' }).click()
  const row = proxies.getByRole('textbox', { name: 'Trusted proxies, row 1' })
  await row.fill('not an address')
  await row.press('Enter')
  await page.getByRole('button', { name: 'Save 1 change' }).click()
  await page.getByText('1 value is wrong, so nothing is saved').first().waitFor()
  assert.equal(await row.getAttribute('aria-invalid'), 'true')
})

it('keeps what was typed when somebody else saves, and says where both changed the same', async () => {
  await using app = await startApp()
  await app.claim()
  await using mine = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings/config?room=archive` })
  const { page } = mine
  const files = page.getByRole('textbox', { name: 'Most files in a batch' })
  const save = page.getByRole('button', { name: 'Save 1 change' })
  await files.fill('61')
  await save.waitFor()
  await saveElsewhere(app, { archive: { batch: { allow_parallel: true } } })
  await page.getByRole('switch', { name: 'Several batches at once', checked: true }).waitFor()
  assert.equal(await files.inputValue(), '61')
  await saveElsewhere(app, { archive: { batch: { max_files: 55 } } })
  await page.getByText('Meanwhile somebody else saved 55 here.').waitFor()
  assert.equal(await files.inputValue(), '61')
  await save.click()
  await page.getByText('The settings were saved').waitFor()
  const text = await readFile(configFileOf(app), 'utf8')
  assert.match(text, /max_files: 61/)
  assert.match(text, /allow_parallel: true/)
  await page.getByRole('button', { name: 'Save', exact: true }).waitFor()
  assert.equal(await page.getByText('Meanwhile somebody else').count(), 0)
})

it('refuses to overwrite what was saved a moment ago, takes it in, and saves at the second click', async () => {
  await using app = await startApp()
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings/config?room=archive` })
  const { page } = view
  await page.getByRole('textbox', { name: 'Most files in a batch' }).fill('61')
  let isFirst = true
  await page.route('**/api/v1/config/text', async (route) => {
    if (route.request().method() === 'PUT' && isFirst) {
      isFirst = false
      await saveElsewhere(app, { archive: { batch: { allow_parallel: true } } })
    }
    await route.continue()
  })
  const save = page.getByRole('button', { name: 'Save 1 change' })
  await save.click()
  await page.getByText('Somebody else saved a moment ago').waitFor()
  await page.getByRole('switch', { name: 'Several batches at once', checked: true }).waitFor()
  await save.click()
  await page.getByText('The settings were saved').waitFor()
  const text = await readFile(configFileOf(app), 'utf8')
  assert.match(text, /max_files: 61/)
  assert.match(text, /allow_parallel: true/)
})

it('takes in what somebody else saved without losing comments: theirs below an edit by form, ours by hand', () => {
  const former = readText('a:\n  one: 1\n  two: 2\n')
  const now = readText('# theirs\na:\n  one: 1\n  two: 3\n')
  const keys = { mine: ['a.one'], theirs: ['a.two'] }
  const byForm = withValue(former, ['a', 'one'], 5)
  assert.equal(withMeanwhile({ before: former, edit: byForm, now }, keys).text, '# theirs\na:\n  one: 5\n  two: 3\n')
  const byHand = readText('a:\n  # ours\n  one: 5\n  two: 2\n')
  assert.equal(withMeanwhile({ before: former, edit: byHand, now }, keys).text, 'a:\n  # ours\n  one: 5\n  two: 3\n')
})

it('counts a number while it is typed, and saves it at the first click', async () => {
  await using app = await startApp()
  await app.claim()
  await using view = await openSignedIn(browser, WIDE, { app, url: `${app.address}settings/config?room=archive` })
  const { page } = view
  await page.getByRole('radio', { name: 'By itself', checked: true }).waitFor()
  assert.match(
    await page.getByRole('textbox', { name: 'Lies still for' }).first().inputValue(),
    /^\d+$/,
    'the value in force',
  )
  const size = page.getByRole('textbox', { name: 'Most in a batch', exact: true })
  await size.fill('')
  await size.pressSequentially('1.50')
  assert.equal(await size.inputValue(), '1.50')
  await page.getByRole('button', { name: 'Save 1 change' }).click()
  await page.getByText('The settings were saved').waitFor()
  assert.match(await readFile(configFileOf(app), 'utf8'), /max_size_gb: 1\.5\n/)
})

/** As another browser would: only these settings, on top of what is in force. */
async function saveElsewhere(app: TestApp, values: object): Promise<void> {
  const { etag } = await app.get<ConfigView>('api/v1/config')
  const headers = { authorization: await app.bearer(), 'if-match': etag }
  const saved = await app.call('PUT', 'api/v1/config', { headers, body: { values } })
  assert.equal(saved.status, 200, saved.text)
}
