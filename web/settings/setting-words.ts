import type { SettingView } from '../../src/config/contract.ts'
import { isWord, say } from '../words.ts'
import { UNITS } from './setting-groups.ts'

/** What people call a setting. A key that came with a newer server stands as it is. */
export function labelOf(key: string): string {
  const word = `web.setting.${key}`
  return isWord(word) ? say(word) : key
}

/** What a setting does, in a sentence. */
export function helpOf({ key, description }: SettingView): string {
  const word = `web.setting.${key}.help`
  return isWord(word) ? say(word) : description
}

/** What the number of a setting counts, by the last word of its key. */
export function unitOf(key: string): string | undefined {
  const unit = UNITS.find((one) => key.endsWith(`_${one}`))
  return unit === undefined ? undefined : say(`web.setting.unit.${unit}`)
}
