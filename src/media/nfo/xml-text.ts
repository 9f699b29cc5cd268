const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const ENTITY = /&(?:#(\d{1,7}|[xX][\da-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g
const ASIDE = /<!--[^]*?(?:-->|$)|<\?[^]*?(?:\?>|$)|<!\[CDATA\[([^]*?)(?:\]\]>|$)/g
// What XML 1.0 can't hold, even as a reference.
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** Resolves the five predefined entities and numeric ones; anything else with an ampersand is text. */
export function decodeEntities(raw: string): string {
  if (!raw.includes('&')) return raw
  return raw.replace(ENTITY, (whole, number: string | undefined, name: string) => {
    if (number === undefined) return PREDEFINED[name] ?? whole
    const code = Number(/^x/i.test(number) ? `0${number}` : number)
    const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    return isCharacter ? String.fromCodePoint(code) : whole
  })
}

/** Text between tags: without comments and instructions, CDATA as it is. */
export function decodeText(raw: string): string {
  if (!raw.includes('<')) return decodeEntities(raw)
  const parts: string[] = []
  let at = 0
  for (const aside of raw.matchAll(ASIDE)) {
    parts.push(decodeEntities(raw.slice(at, aside.index)), aside[1] ?? '')
    at = aside.index + aside[0].length
  }
  return parts.join('') + decodeEntities(raw.slice(at))
}

/** As facts hold texts: trimmed, `\n` as line ends, nothing that XML can't hold. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(FORBIDDEN, '').trim()
}

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

export function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')
}
