import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformWithOxc, type Plugin } from 'vite'

const SOURCE = join(import.meta.dirname, '..', 'theme', 'before-paint.js')

/**
 * Puts the script that sets the theme into the page as a classic, blocking, hashed file: an inline one would need a
 * nonce in each reply, and a module would run after the first paint.
 */
export function beforePaint(): Plugin {
  let isServing = false
  let name = ''
  return {
    name: 'patchbay:before-paint',
    configResolved(config) {
      isServing = config.command === 'serve'
    },
    configureServer(server) {
      server.middlewares.use('/before-paint.js', (_request, reply) => {
        reply.setHeader('content-type', 'text/javascript').end(readFileSync(SOURCE))
      })
    },
    async buildStart() {
      if (isServing) return
      const source = readFileSync(SOURCE, 'utf8')
      const { code } = await transformWithOxc(source, SOURCE, { sourcemap: false })
      name = `assets/before-paint-${createHash('sha256').update(code).digest('hex').slice(0, 8)}.js`
      this.emitFile({ type: 'asset', fileName: name, source: code })
    },
    transformIndexHtml() {
      return [{ tag: 'script', attrs: { src: isServing ? '/before-paint.js' : `./${name}` }, injectTo: 'head-prepend' }]
    },
  }
}
