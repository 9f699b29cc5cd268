import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { chooseDataFolder } from '../db/data-paths.ts'
import { say } from '../kernel/words.ts'
import { type Cli, createCli, EXIT, type ExitCode } from './cli.ts'
import { commandAdder, type RunAction } from './command.ts'
import { plain, tellFailure, WRONG_REQUEST } from './print.ts'
import { addCommands } from './program.ts'

interface GlobalOptions {
  data?: string
  config?: string
  json?: boolean
}

/** @returns the exit code; nothing is thrown */
export async function runCli(args: readonly string[]): Promise<ExitCode> {
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  const program = new Command('patchbay')
    .description(say('cli.about'))
    .version(packageJson.version)
    .option('--data <folder>', say('cli.option.data'))
    .option('--config <file>', say('cli.option.config'))
    .option('--json', say('cli.option.json'))
    .addHelpText('after', `\n${say('cli.exit-codes')}`)
    .showHelpAfterError()
    .exitOverride()
  const cli = (): Cli => cliOf(program.opts<GlobalOptions>(), stop.signal)
  let code: ExitCode = EXIT.ok
  const run: RunAction = async (action, given) => {
    code = await action(cli(), given)
  }
  addCommands(program, commandAdder(run))
  program.allowExcessArguments().action(async () => {
    const [unknown] = program.args
    if (unknown !== undefined) program.error(say('cli.unknown-command', { name: plain(unknown) }))
    code = await bare(program, cli())
  })
  for (const command of program.commands) overrideExits(command)
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    return tell(cli(), error)
  }
}

/** Without a command: the menu on a terminal, the help elsewhere. */
async function bare(program: Command, cli: Cli): Promise<ExitCode> {
  if (!cli.isTty) {
    program.outputHelp({ error: true })
    return EXIT.usage
  }
  const { runMenu } = await import('./menu.ts')
  return runMenu(cli)
}

function overrideExits(command: Command): void {
  command.exitOverride().showHelpAfterError()
  for (const below of command.commands) overrideExits(below)
}

function cliOf(options: GlobalOptions, signal: AbortSignal): Cli {
  return createCli({
    env: process.env,
    dataFolder: chooseDataFolder(options.data, process.env),
    configFile: options.config,
    isJson: options.json === true,
    signal,
  })
}

function tell(cli: Cli, error: unknown): ExitCode {
  const { code, lines } = tellFailure(error)
  if (cli.isJson) cli.note(JSON.stringify({ error: { code, text: lines.join('\n') } }))
  else cli.note(lines.join('\n'))
  return code === WRONG_REQUEST ? EXIT.usage : EXIT.error
}
