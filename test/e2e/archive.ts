import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { picture } from '../pictures.ts'
import { configFileOf } from '../start-app.ts'
import { PASSWORD } from '../start-http.ts'
import { type Journey, lookAtAll } from './journey.ts'
import { syncJourney, type SyncSabotage } from './syncing.ts'

export const ARCHIVE_YAML = 'archive:\n  intake:\n    settle_sec: 1 # quick\n'

const SCREENS = [
  '',
  'archive',
  'archive/intake',
  'archive/duplicates',
  'archive/items',
  'archive/items?item=1',
  'archive/history',
  'archive/plans/1',
  'archive/batches/1',
  'activity',
  'activity/jobs',
  'activity/queues',
  'activity/events',
  'activity/log',
  'connections',
  'connections/new',
  'settings',
  'settings/config',
  'settings/people',
  'settings/schedules',
  'settings/backups',
  'settings/history?about=all',
]

/**
 * From the setup code to filed pictures, a plan that is applied and undone, settings, batches that are synced to another
 * machine, and out again. With a sabotage only what it is about.
 */
export async function archiveJourney(journey: Journey, sabotage?: SyncSabotage): Promise<void> {
  await claim(journey)
  if (sabotage !== undefined) return syncJourney(journey, sabotage)
  await fileByItself(journey)
  await seeEveryItem(journey)
  await changeSettings(journey)
  await planApplyUndo(journey)
  await lookAtAll(journey, SCREENS)
  await syncJourney(journey)
  await signOutAndIn(journey)
}

/** The part of it that is worth a minute of every test run. */
export async function shortJourney(journey: Journey): Promise<void> {
  await claim(journey)
  await fileByItself(journey)
  await seeEveryItem(journey)
  await changeSettings(journey)
}

async function claim({ app, page, step, shot }: Journey): Promise<void> {
  await step('the setup code makes the first account', async () => {
    await page.getByRole('textbox', { name: 'Setup code' }).fill(String(app.setupCode))
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Ann')
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD)
    await page.getByRole('textbox', { name: 'Password, once more' }).fill(PASSWORD)
    await shot('setup-account')
    await page.getByRole('button', { name: 'Make the account' }).click()
    await page.getByText('there and writable').first().waitFor()
    await page.getByRole('button', { name: 'Go to Home' }).click()
    await page.getByText('Nothing needs you').waitFor()
    await shot('home-empty')
  })
}

async function fileByItself({ app, page, step, shot }: Journey): Promise<void> {
  await step('files dropped into the inbox are filed and seen on Home, without any act', async () => {
    const same = picture('2021:07:02 00:30:00')
    await app.drop({
      'inbox/beach.jpg': same,
      'inbox/IMG_20230102_030405.jpg': picture(),
      'inbox/trip/snow.jpg': picture('2022:01:05 10:00:00'),
      'inbox/copy.jpg': same,
    })
    await page.getByText(/^3 files filed/).waitFor({ timeout: 60_000 })
    await app.settled()
    assert.equal((await app.files('archive')).length, 3)
    await shot('home-filed')
  })
}

async function seeEveryItem({ app, address, page, step }: Journey): Promise<void> {
  await step('every file on the disk is a row on the screen', async () => {
    await page.goto(`${address}archive/items`)
    for (const path of await app.files('archive')) {
      await page
        .getByText(path.slice(path.lastIndexOf('/') + 1))
        .first()
        .waitFor({ timeout: 10_000 })
    }
  })
}

async function changeSettings({ app, address, page, step, shot }: Journey): Promise<void> {
  const file = configFileOf(app)
  await step('a wrong setting is marked in form and file, and nothing is saved', async () => {
    const former = await readFile(file, 'utf8')
    await page.goto(`${address}settings/config?room=archive`)
    await enter('twenty')
    await page.getByRole('button', { name: 'Save 1 change' }).click()
    await page.getByText('1 value is wrong, so nothing is saved').waitFor({ timeout: 10_000 })
    await shot('settings-wrong')
    assert.equal(await readFile(file, 'utf8'), former)
  })
  await step(
    'a right one is saved, is still there after a reload, and stands in the file beside the comment',
    async () => {
      await enter('20')
      await page.getByRole('button', { name: 'Save 1 change' }).click()
      await page.getByText('The settings were saved').waitFor({ timeout: 10_000 })
      await page.goto(`${address}settings/config?room=archive`)
      const size = page.getByRole('textbox', { name: 'Most in a batch', exact: true })
      await size.waitFor()
      assert.equal(await size.inputValue(), '20')
      const text = await readFile(file, 'utf8')
      assert.match(text, /max_size_gb: 20/)
      assert.match(text, /# quick/)
    },
  )
  async function enter(value: string): Promise<void> {
    const size = page.getByRole('textbox', { name: 'Most in a batch', exact: true })
    await size.fill(value)
    await size.press('Enter')
  }
}

async function planApplyUndo({ app, address, page, step, shot }: Journey): Promise<void> {
  await step('the file as text: review mode is switched on', async () => {
    await page.goto(`${address}settings/config`)
    const editor = page.getByRole('textbox', { name: 'patchbay.yaml' })
    await editor.fill((await editor.inputValue()).replace('    settle_sec: 1', '    mode: review\n    settle_sec: 1'))
    await page.getByRole('button', { name: /^Save / }).click()
    await page.getByText('The settings were saved').waitFor()
    assert.match(await readFile(configFileOf(app), 'utf8'), /mode: review/)
  })
  await step(
    'new files wait; a plan shows before and after; nothing moves until it is applied, by keys alone',
    async () => {
      await app.drop({
        'inbox/later.jpg': picture('2020:02:29 12:00:00'),
        'inbox/latest.jpg': picture('2020:03:01 12:00:00'),
      })
      await app.settled()
      await page.goto(address)
      await pressOn('Look at the plan')
      const apply = page.getByRole('button', { name: 'Apply 2 operations' })
      await apply.waitFor()
      await page.getByText('later.jpg').first().waitFor()
      await shot('plan-take')
      assert.deepEqual(await app.files('inbox'), ['later.jpg', 'latest.jpg'])
      await pressOn('Apply 2 operations')
      await page.getByText('All 2 operations were read back and are as planned.').waitFor()
      assert.deepEqual(await app.files('inbox'), [])
      await shot('plan-applied')
    },
  )
  await step('undo brings both back where they were', async () => {
    await pressOn('Undo')
    await page.locator('[data-state="undone"]').waitFor()
    assert.deepEqual(await app.files('inbox'), ['later.jpg', 'latest.jpg'])
    assert.deepEqual((await app.files('archive')).length, 3)
  })
  await step('Activity tells the runs', async () => {
    await page.goto(`${address}activity`)
    await page.getByText('Undo', { exact: false }).first().waitFor()
    await shot('activity')
  })
  /** By the keyboard: the focus is walked there. */
  async function pressOn(name: string): Promise<void> {
    const button = page
      .getByRole('button', { name, exact: true })
      .or(page.getByRole('link', { name, exact: true }))
      .first()
    await button.waitFor()
    for (let presses = 0; presses < 120; presses++) {
      if (await button.evaluate((element) => element === document.activeElement)) return page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
    }
    throw new Error(`“${name}” can't be reached by Tab`)
  }
}

async function signOutAndIn({ address, page, step }: Journey): Promise<void> {
  await step('signing out shuts the door, signing in opens it', async () => {
    await page.goto(`${address}settings`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.goto(`${address}archive/items`)
    await page.getByRole('textbox', { name: 'Name' }).fill('Ann')
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(/archive\/items/)
    // The newest stand first, and there are hundreds by now.
    await page.getByRole('main').getByRole('row').nth(1).waitFor()
  })
}
