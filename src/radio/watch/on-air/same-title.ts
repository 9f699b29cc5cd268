const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** Entities as playouts and feeds write them; one that is not known stays as it is. */
function decoded(text: string): string {
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{2,6}));/gi, (whole, ...found) => {
    const [hex, decimal, name] = found as (string | undefined)[]
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole
  })
}

const plain = (text: string): string =>
  decoded(text)
    .normalize('NFC')
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()

/** Whether two spellings name the same item; a playout puts the artist before it: `Artist - Title`. */
export function sameTitle(told: string, title: string): boolean {
  const [a, b] = [plain(told), plain(title)]
  return b !== '' && (a === b || a.endsWith(` - ${b}`))
}
