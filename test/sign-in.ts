import type { Page } from 'playwright-core'
import { PASSWORD } from './start-http.ts'

/** Fills the sign-in page as the person whom `claim` made. */
export async function signIn(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).fill('Ann')
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
