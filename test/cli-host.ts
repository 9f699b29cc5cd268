// Runs commands one after the other in one process, as `src/cli/main.ts` runs one: to load the program takes longer than
// most commands. Started by `openCliHost`.
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Said {
  code: number | null
  out: string
  err: string
}

export interface CliHost extends AsyncDisposable {
  run(args: readonly string[]): Promise<Said>
}

const HERE = fileURLToPath(import.meta.url)

/** @param env of all its commands */
export function openCliHost(env: Readonly<Record<string, string>>): CliHost {
  const child: ChildProcess = fork(HERE, [], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  // QUIRK(node 24.21): after a disconnect of this side `close` never comes: it waits for the channel to be ended by the other.
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let turn: Promise<unknown> = Promise.resolve()
  const ask = (args: readonly string[]): Promise<Said> =>
    new Promise((resolve, reject) => {
      child.once('message', (said) => resolve(said as Said))
      child.send(args, (error) => error !== null && reject(error))
    })
  return {
    run(args) {
      const said = turn.then(() => ask(args))
      turn = said.catch(() => undefined)
      return said
    },
    async [Symbol.asyncDispose]() {
      child.disconnect()
      await gone
    },
  }
}

async function serve(): Promise<void> {
  const { runCli } = await import('../src/cli/run-cli.ts')
  process.setMaxListeners(0)
  const listen = (into: 'stdout' | 'stderr', heard: string[]): void => {
    process[into].write = (text: string | Uint8Array) => heard.push(String(text)) > 0
  }
  process.on('message', (args: string[]) => {
    const [out, err]: [string[], string[]] = [[], []]
    listen('stdout', out)
    listen('stderr', err)
    const answer = (code: number): void => void process.send?.({ code, out: out.join(''), err: err.join('') })
    runCli(args).then(answer, (error: unknown) => {
      err.push(String(error))
      answer(1)
    })
  })
}

if (process.argv[1] === HERE && process.send !== undefined) await serve()
