/** What stands at the head of the OpenAPI document; its paths come from the routes. */
export const openApiInfo = {
  openapi: '3.1.0',
  info: {
    title: 'Patchbay',
    version: '1',
    description: 'Watches where media lands, takes it to where it belongs, and proves that it arrived.',
    license: { name: 'MIT' },
  },
  components: {
    securitySchemes: {
      session: { type: 'apiKey', in: 'cookie', name: 'patchbay' },
      key: { type: 'http', scheme: 'bearer' },
      sender: { type: 'apiKey', in: 'header', name: 'x-patchbay-token' },
      basic: { type: 'http', scheme: 'basic' },
      signature: { type: 'apiKey', in: 'header', name: 'webhook-signature' },
    },
  },
} as const
