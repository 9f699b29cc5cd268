export interface Incoming {
  method: string
  path: string
  query: URLSearchParams
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: string
}

/** What the double would answer, before faults and the network have their say. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

export const json = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

export const html = (status: number, body: string, type = 'text/html; charset=utf-8'): Answer => ({
  status,
  headers: { 'content-type': type },
  body,
})

export const said = (status: number, message: string): Answer => json(status, { errors: [{ message }] })
export const forbidden = (): Answer => said(403, 'You are not allowed to perform this action.')
export const notFound = (): Answer => said(404, 'Not Found')
export const broken = (): Answer => said(500, 'Something went wrong.')
/** QUIRK(payload 3.90.2): no such collection has another body than no such document. */
export const noRoute = (path: string): Answer => json(404, { message: `Route not found "${path}"` })
