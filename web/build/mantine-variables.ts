import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core'
import type { Plugin } from 'vite'
import { cssVariablesResolver, mantineTheme } from '../theme/mantine.ts'

const ID = 'virtual:mantine-variables.css'

/**
 * Mantine's variables as a plain stylesheet, made from our theme while building. At run time Mantine would write them
 * into a `<style>` element, which `style-src 'self'` forbids (docs/decisions/0001-csp-and-mantine.md).
 */
export function mantineVariables(): Plugin {
  return {
    name: 'patchbay:mantine-variables',
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    load: (id) => (id === `\0${ID}` ? variables() : null),
  }
}

function variables(): string {
  const theme = mergeMantineTheme(DEFAULT_THEME, mantineTheme)
  const base = defaultCssVariablesResolver(theme)
  const ours = cssVariablesResolver(theme)
  return convertCssVariables({
    variables: { ...base.variables, ...ours.variables },
    light: { ...base.light, ...ours.light },
    dark: { ...base.dark, ...ours.dark },
  })
}
