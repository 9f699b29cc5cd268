import { MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import './styles.ts'
import { mantineTheme } from './mantine.ts'
import { useTheme } from './scheme.ts'

/** Mantine in our roles, without any `<style>` element (docs/decisions/0001-csp-and-mantine.md). */
export function Theme({ children }: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={mantineTheme}
      forceColorScheme={useTheme()}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      {children}
    </MantineProvider>
  )
}
