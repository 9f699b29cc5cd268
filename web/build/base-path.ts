import type { Plugin } from 'vite'

/** Where the server writes the base path (with its last slash) each time it reads `index.html`. */
export const BASE_PLACEHOLDER = '__BASE__'

/** Puts `<base href>` first in the page, so that one build can be served below any path. */
export function basePath(): Plugin {
  let isServing = false
  return {
    name: 'patchbay:base-path',
    configResolved(config) {
      isServing = config.command === 'serve'
    },
    transformIndexHtml() {
      return [{ tag: 'base', attrs: { href: isServing ? '/' : BASE_PLACEHOLDER }, injectTo: 'head-prepend' }]
    },
  }
}
