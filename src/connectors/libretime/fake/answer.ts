/** What the double would answer, before faults and the network have their say. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: Buffer | string
}

const HTML = 'text/html; charset=utf-8'

export function answer(status: number, body: Buffer | string, headers: Record<string, string>): Answer {
  return { status, body, headers }
}

export const json = (status: number, value: unknown): Answer => jsonText(status, JSON.stringify(value))

export const jsonText = (status: number, body: string): Answer =>
  answer(status, body, { 'content-type': 'application/json', vary: 'Accept', allow: 'GET, POST, HEAD, OPTIONS' })

export const noContent = (): Answer => answer(204, '', {})

/** How Django, in front of which nginx stands, says that it broke or has no such page. */
export function djangoPage(status: 404 | 500): Answer {
  const [title, sentence] =
    status === 404 ? ['Not Found', 'The requested resource was not found on this server.'] : ['Server Error (500)', '']
  const body = `\n<!doctype html>\n<html lang="en">\n<head>\n  <title>${title}</title>\n</head>\n<body>\n  <h1>${title}</h1><p>${sentence}</p>\n</body>\n</html>\n`
  return answer(status, body, { 'content-type': HTML })
}

const NGINX_REASONS: Record<number, string> = {
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
}

/** A page of the web server in front, as it is sent when the application behind does not answer. */
export function nginxPage(status: number): Answer {
  const title = `${status} ${NGINX_REASONS[status] ?? 'Error'}`
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`
  return answer(status, body, { 'content-type': 'text/html' })
}

/** Text and HTML of the legacy application. */
export const legacyText = (status: number, body: string): Answer =>
  answer(status, body, { 'content-type': 'text/html; charset=UTF-8' })

// QUIRK(libretime 4.5): the legacy application labels the JSON of /rest as text/html.
export const legacyRestJson = (status: number, value: unknown): Answer => legacyText(status, JSON.stringify(value))

export const legacyJson = (value: unknown): Answer =>
  answer(200, JSON.stringify(value), { 'content-type': 'application/json' })

export const LEGACY_ERROR_PAGE =
  '<!DOCTYPE html>\n<html>\n<head><title>An error has occurred - LibreTime</title></head>\n<body>\n<div class="error-content"><h2>Oops!</h2><p>Something went wrong!</p></div>\n</body>\n</html>\n'
