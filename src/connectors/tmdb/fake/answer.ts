export interface Incoming {
  path: string
  query: URLSearchParams
  headers: Readonly<Record<string, string | string[] | undefined>>
}

/** What the double would answer, before faults have their say. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: string | Uint8Array
}

export const json = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json;charset=utf-8' },
  body: JSON.stringify(value),
})

export const refused = (status: number, status_code: number, status_message: string): Answer =>
  json(status, { success: false, status_code, status_message })

export const notFound = (): Answer => refused(404, 34, 'The resource you requested could not be found.')
export const badKey = (): Answer => refused(401, 7, 'Invalid API key: You must be granted a valid key.')

export const html = (status: number): Answer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>504 Gateway Time-out</title></head><body><center>cloudfront</center></body></html>',
})
