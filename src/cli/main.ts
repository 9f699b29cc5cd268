import { enableCompileCache } from 'node:module'

// Before anything else is loaded: it nearly halves the time of every command.
enableCompileCache()
const { runCli } = await import('./run-cli.ts')

// A reader such as `head` that has enough is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})
process.exitCode = await runCli(process.argv.slice(2))
