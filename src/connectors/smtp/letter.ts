import { createHash } from 'node:crypto'
import type { Message, MessageItem } from '../../alerts/ports.ts'
import { cutText, oneLine } from '../../kernel/cut-text.ts'

export interface Letter {
  subject: string
  text: string
  html: string
  /** The same for each try, so that a mail program folds what came twice. */
  messageId: string
  priority: 'high' | 'normal'
}

const SUBJECT_MOST = 200

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign)

/** Breaks of lines, and no other sign that controls. */
const clean = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n]/gu, ' ')

const plainItem = ({ text, more, link }: MessageItem): string =>
  [oneLine(text), ...(more === '' ? [] : [clean(more)]), ...(link === null ? [] : [link])].join('\n')

function htmlItem({ text, more, link }: MessageItem): string {
  const line = escapeHtml(oneLine(text))
  const head = link === null ? line : `<a href="${escapeHtml(link)}">${line}</a>`
  return `<p><strong>${head}</strong>${more === '' ? '' : `<br>${escapeHtml(clean(more)).replaceAll('\n', '<br>')}`}</p>`
}

export function letterOf(message: Message, { domain }: { domain: string }): Letter {
  const title = oneLine(message.title)
  const { items } = message
  return {
    subject: cutText(title, { most: SUBJECT_MOST }),
    text: `${items.map(plainItem).join('\n\n')}\n`,
    html: `<!DOCTYPE html><html><body><h3>${escapeHtml(title)}</h3>${items.map(htmlItem).join('')}</body></html>`,
    messageId: `<${createHash('sha256').update(message.key).digest('hex').slice(0, 40)}@${domain}>`,
    priority: message.isLoud ? 'high' : 'normal',
  }
}
