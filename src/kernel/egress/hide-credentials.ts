import { createLiveSecrets } from '../redact.ts'

/** What is told of an answer stands in its beginning. */
const SCANNED_BYTES = 1 << 20

/** `X-Plex-Token` */
const NAMED = /^x-.*(token|key)$/i
/** `MediaBrowser Token="…"` */
const QUOTED = /\bToken="([^"]+)"/gi

/** What a request's headers prove themselves with: a key, and what is inside of HTTP Basic. */
function credentialsIn(headers: Readonly<Record<string, string>>): string[] {
  const header = headers['authorization'] ?? ''
  const named = Object.entries(headers).flatMap(([name, value]) => (NAMED.test(name) ? value : []))
  const quoted = [...header.matchAll(QUOTED)].map(([, token = '']) => token)
  const [scheme = '', ...rest] = header.trim().split(/\s+/)
  const last = rest.at(-1) ?? ''
  if (last === '' || quoted.length > 0) return [...named, ...quoted]
  if (scheme.toLowerCase() !== 'basic') return [...named, last]
  const [name = '', ...password] = Buffer.from(last, 'base64').toString('utf8').split(':')
  return [...named, last, name, password.join(':')]
}

/**
 * Takes out the credentials that the request carried: a service, or somebody in its place, may say them back, and what it
 * says is shown to people. In whatever form: as they are, or encoded for JSON, an address or a header.
 */
export function credentialsHider(headers: Readonly<Record<string, string>>) {
  const secrets = createLiveSecrets()
  for (const value of credentialsIn(headers)) secrets.add(value)
  return {
    inText: (text: string): string => secrets.redactKnown(text),
    inBytes(bytes: Buffer): Buffer {
      // One byte is one character, so that what is no text stays as it is.
      const beginning = bytes.subarray(0, SCANNED_BYTES).toString('latin1')
      const hidden = secrets.redactKnown(beginning)
      if (hidden === beginning) return bytes
      return Buffer.concat([Buffer.from(hidden, 'latin1'), bytes.subarray(SCANNED_BYTES)])
    },
  }
}
