import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { basePath } from './web/build/base-path.ts'
import { beforePaint } from './web/build/before-paint.ts'
import { browserWords } from './web/build/browser-words.ts'
import { firstLoadBudget } from './web/build/first-load-budget.ts'
import { leanContracts } from './web/build/lean-contracts.ts'
import { mantineVariables } from './web/build/mantine-variables.ts'
import { precompress } from './web/build/precompress.ts'

/** What a browser loads before Home can be used: gzip bytes of HTML, scripts, styles and the Latin face. */
const FIRST_LOAD_BYTES = 250_000

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const isModule = (url = ''): boolean => /\.(tsx?|css)(\?|$)/.test(url)

/** `vite build` makes the product in dist/web; `vite build --mode stories` the page of all parts in dist/stories. */
export default defineConfig(({ mode }) => {
  const isStories = mode === 'stories'
  const ground = [react(), browserWords(), mantineVariables(), beforePaint(), basePath()]
  const product = [
    leanContracts(),
    precompress(),
    firstLoadBudget({ limitBytes: FIRST_LOAD_BYTES, screens: ['web/home/'] }),
  ]
  return {
    root: 'web',
    base: './',
    resolve: { alias: { zod: here('web/build/zod-shapes.ts') } },
    plugins: isStories ? ground : [...ground, ...product],
    build: {
      outDir: isStories ? '../dist/stories' : '../dist/web',
      emptyOutDir: true,
      assetsInlineLimit: 0,
      target: 'es2022',
      reportCompressedSize: false,
      // Whole paths: `build` takes them below the working folder, the server below `root`.
      rolldownOptions: { input: here(isStories ? 'web/stories.html' : 'web/index.html') },
    },
    server: {
      port: 5179,
      proxy: Object.fromEntries(
        ['/api', '/hooks', '/livez', '/readyz', '/metrics'].map((path) => [
          path,
          {
            target: process.env['PATCHBAY_URL'] ?? 'http://127.0.0.1:7979',
            ws: true,
            // `web/api/` holds modules of the screens.
            bypass: ({ url }: { url?: string }) => (isModule(url) ? url : undefined),
          },
        ]),
      ),
    },
  }
})
