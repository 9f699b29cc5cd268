import { say } from '../words.ts'
import { announce } from './announce.ts'

/** Puts text on the clipboard and says so. Without a secure context (plain http on another machine) by the old way. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard === undefined) copyBySelection(text)
  else await navigator.clipboard.writeText(text)
  announce(say('web.copied'))
}

function copyBySelection(text: string): void {
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'sr-only'
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
