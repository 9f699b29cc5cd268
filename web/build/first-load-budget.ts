import { gzipSync } from 'node:zlib'
import type { Plugin, Rolldown } from 'vite'

interface Budget {
  limitBytes: number
  /** Folders whose lazily loaded screens belong to the first load. */
  screens: readonly string[]
}

type Bundle = Rolldown.OutputBundle

/** Fails the build when the page, its scripts, styles and the Latin face weigh more than the limit, gzipped. */
export function firstLoadBudget({ limitBytes, screens }: Budget): Plugin {
  return {
    name: 'patchbay:first-load-budget',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const names = firstLoad(bundle, screens)
      const bytes = [...names].reduce((sum, name) => sum + weight(bundle, name), 0)
      const said = `first load: ${(bytes / 1000).toFixed(1)} kB gzipped in ${names.size} files (limit ${limitBytes / 1000} kB)`
      const heaviest = [...names].map((name) => `${name} ${weight(bundle, name)}`).join('\n')
      if (bytes > limitBytes) this.error(`${said}\n${heaviest}`)
      this.info(said)
    },
  }
}

function firstLoad(bundle: Bundle, screens: readonly string[]): Set<string> {
  const names = new Set<string>()
  for (const file of Object.values(bundle)) {
    if (file.type === 'asset' && /\.html$|before-paint|inter-latin-wght-normal/.test(file.fileName))
      names.add(file.fileName)
    if (file.type === 'chunk' && (file.isEntry || isFirstScreen(file, screens))) addChunk(bundle, file, names)
  }
  return names
}

function isFirstScreen(chunk: Rolldown.OutputChunk, screens: readonly string[]): boolean {
  const id = chunk.facadeModuleId?.replaceAll('\\', '/') ?? ''
  return chunk.isDynamicEntry && screens.some((folder) => id.includes(`/${folder}`))
}

function addChunk(bundle: Bundle, chunk: Rolldown.OutputChunk, names: Set<string>): void {
  if (names.has(chunk.fileName)) return
  names.add(chunk.fileName)
  for (const style of chunk.viteMetadata?.importedCss ?? []) names.add(style)
  for (const name of chunk.imports) {
    const next = bundle[name]
    if (next?.type === 'chunk') addChunk(bundle, next, names)
  }
}

function weight(bundle: Bundle, name: string): number {
  const file = bundle[name]
  if (file === undefined) return 0
  const content = file.type === 'chunk' ? file.code : file.source
  return name.endsWith('.woff2') ? Buffer.from(content).length : gzipSync(content, { level: 9 }).length
}
