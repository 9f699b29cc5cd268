import type { Reply } from '../../../../test/fake-http.ts'

export const json = (value: unknown): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: `${JSON.stringify(value, null, 2)}\n`,
})

/** QUIRK(syncthing): it says no as plain text, with a line break. */
export const says = (status: number, text: string): Reply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${text}\n`,
})

/** QUIRK(syncthing): what was done is answered with nothing. */
export const done = (): Reply => ({ status: 200, body: '' })
