import type { Locator, Page } from 'playwright-core'

// For tests in a real browser.

export const inPalette = (page: Page, title: string): Locator =>
  page.getByRole('region', { name: 'What can be planned' }).getByRole('button', { name: new RegExp(`^${title}`) })

/** Where a time of a day stands on the screen, after it was scrolled into sight. */
export async function pointAt(page: Page, day: number, hours: number): Promise<{ x: number; y: number }> {
  return page.locator(`[data-column="${day}"]`).evaluate((column, hour) => {
    const scroller = column.closest('[data-scroller]')
    if (scroller === null) throw new Error('the days do not scroll')
    scroller.scrollTop = (hour / 24) * column.clientHeight - 200
    const { left, width, top, height } = column.getBoundingClientRect()
    return { x: left + width / 2, y: top + (hour / 24) * height + 1 }
  }, hours)
}

export interface Way {
  to: { day: number; hours: number }
  /** Where it is taken: the top of the palette's row, the middle of a block or its lower edge. */
  by?: 'top' | 'end'
}

/** Takes something and keeps it above a time of a day; `page.mouse.up()` lets it go. */
export async function hold(page: Page, what: Locator, { to, by = 'top' }: Way): Promise<void> {
  const aim = await pointAt(page, to.day, to.hours)
  const box = await what.boundingBox()
  if (box === null) throw new Error('what is dragged is not in sight')
  await page.mouse.move(box.x + box.width / 2, by === 'top' ? box.y + 2 : box.y + box.height - 2)
  await page.mouse.down()
  await page.mouse.move(aim.x, aim.y - 20, { steps: 4 })
  await page.mouse.move(aim.x, aim.y, { steps: 2 })
}
