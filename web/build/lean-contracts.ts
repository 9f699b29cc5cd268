import type { Plugin } from 'vite'

const SUMMARY = /\n\s*summary:\s*(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"),/g

/** What routes say of themselves stands in the OpenAPI document; no screen shows it, so no browser loads it. */
export function leanContracts(): Plugin {
  return {
    name: 'patchbay:lean-contracts',
    enforce: 'pre',
    transform: {
      filter: { id: /src\/.*\/contract\.ts$/ },
      handler: (code) => ({ code: code.replaceAll(SUMMARY, ''), map: null }),
    },
  }
}
