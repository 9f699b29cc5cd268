import { hasWords, say } from '../kernel/words.ts'

/** A key as a person knows it: by the words of its field, and as it stands in the file. */
export function nameOfKey(key: string): string {
  const field = `web.setting.${key.replaceAll(/\.\d+(?=\.|$)/g, '')}`
  return hasWords(field) ? say('config.key', { label: say(field), key }) : key
}
