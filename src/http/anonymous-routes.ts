/** Every route that answers without a person or a key; a test compares the list with the server. */
export const ANONYMOUS_ROUTES: readonly string[] = [
  'GET /livez',
  'GET /readyz',
  'GET /health',
  'GET /api/v1/session',
  'POST /api/v1/session',
  'POST /api/v1/setup/check',
  'POST /api/v1/setup/claim',
]
