import Bowser from 'bowser'
import type { Say } from '../words.ts'

/**
 * What a session was opened with, as a person would say it: "Chrome 131 on Windows". Its own words when they are not a
 * browser's.
 * @param userAgent hostile text, as the browser sent it
 */
export function clientName(say: Say, userAgent: string): string {
  if (userAgent === '') return say('web.settings.sessions.unknown')
  const { browser, os } = Bowser.parse(userAgent)
  if (browser.name === undefined || browser.name === '' || os.name === undefined) return userAgent
  const version = browser.version?.split('.', 1)[0] ?? ''
  return say('web.settings.sessions.client', { browser: `${browser.name} ${version}`.trim(), system: os.name })
}
