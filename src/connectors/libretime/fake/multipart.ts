export interface Part {
  name: string
  /** Without folders, as PHP hands it on; undefined for a plain field. */
  fileName: string | undefined
  bytes: Buffer
}

/** Written by hand and not with a library: PHP takes what strict parsers refuse, and one part with one file is all it is for. */
export function readMultipart(body: Buffer, contentType: string): Part[] {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)
  return boundary === null ? [] : splitParts(body, Buffer.from(`--${boundary[1] ?? boundary[2]}`))
}

function splitParts(body: Buffer, delimiter: Buffer): Part[] {
  const parts: Part[] = []
  let at = body.indexOf(delimiter)
  while (at >= 0) {
    const from = at + delimiter.length
    const isLast = body.toString('latin1', from, from + 2) === '--'
    const next = isLast ? -1 : body.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), from)
    if (next < 0) return parts
    const part = readPart(body.subarray(from + 2, next))
    if (part !== undefined) parts.push(part)
    at = next + 2
  }
  return parts
}

function readPart(bytes: Buffer): Part | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = bytes.toString('utf8', 0, headEnd)
  const disposition = /^content-disposition:\s*form-data(.*)$/im.exec(head)?.[1] ?? ''
  const name = /;\s*name="((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1]
  if (name === undefined) return undefined
  const given = /;\s*filename="((?:[^"\\]|\\.)*)"/i.exec(disposition)?.[1]
  // QUIRK(libretime 4.5): PHP drops every folder of the name; `../../x.mp3` arrives as `x.mp3`.
  const fileName = given?.replaceAll('\\"', '"').split(/[/\\]/).at(-1)
  return { name, fileName, bytes: bytes.subarray(headEnd + 4) }
}
