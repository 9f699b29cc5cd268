import type { Page } from 'playwright-core'
import { PASSWORD } from './start-http.ts'

/** Fills the sign-in page, as the person whom `claim` made unless said. */
export async function signIn(page: Page, person = { name: 'Ann', password: PASSWORD }): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).fill(person.name)
  await page.getByRole('textbox', { name: 'Password' }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
