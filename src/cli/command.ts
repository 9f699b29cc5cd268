import { Command, InvalidArgumentError } from 'commander'
import { say } from '../kernel/words.ts'
import type { Cli, ExitCode } from './cli.ts'

export interface Args {
  positional: readonly (string | undefined)[]
  /** Of a last argument that takes several. */
  rest: readonly string[]
  options: Readonly<Record<string, unknown>>
}

/** What a command does; the menu calls the same. */
export type Action = (cli: Cli, args: Args) => Promise<ExitCode>

export const noArgs: Args = { positional: [], rest: [], options: {} }
export const argsOf = (positional: readonly string[], options: Args['options'] = {}): Args => ({
  positional,
  rest: [],
  options,
})

/** Runs an action with the program's own options and keeps its exit code. */
export type RunAction = (action: Action, args: Args) => Promise<void>

interface CommandWish {
  /** `<job-id> [n]`, in commander's form. */
  args?: string
  /** Flags, each with the key of its words below `cli.option.`. */
  options?: readonly (readonly [flags: string, words: string])[]
}

/** A group of commands; its words are `cli.help.<name>`. */
export function addGroup(program: Command, name: string): Command {
  return program.command(name).description(say(`cli.help.${name}`))
}

export type AddCommand = (parent: Command, name: string, what: CommandWish & { action: Action }) => void

/** Adds one command; its words are `cli.help.<group>.<name>`. */
export const commandAdder =
  (run: RunAction): AddCommand =>
  (parent, name, what) => {
    const words = parent.parent === null ? say(`cli.help.${name}`) : say(`cli.help.${parent.name()}.${name}`)
    const command = parent.command([name, what.args ?? ''].join(' ').trim()).description(words)
    for (const argument of command.registeredArguments) {
      const form = FORMS.find(({ of }) => of.test(argument.name()))
      if (form === undefined) continue
      argument.argParser<string | string[] | undefined>((given: string, before: string | string[] | undefined) => {
        const text = requireForm(form, given)
        return argument.variadic ? [...(Array.isArray(before) ? before : []), text] : text
      })
    }
    for (const [flags, option] of what.options ?? []) {
      const text = say(`cli.option.${option}`)
      if (flags.includes('<n>')) command.option(flags, text, toNumber)
      else if (flags.includes('-id>')) command.option(flags, text, (given) => requireForm(ID, given))
      else command.option(flags, text)
    }
    command.action(async () => {
      const given = command.processedArgs as (string | string[] | undefined)[]
      const last = given.at(-1)
      const positional = given.filter((one): one is string | undefined => !Array.isArray(one))
      await run(what.action, { positional, rest: Array.isArray(last) ? last : [], options: command.opts() })
    })
  }

/** How an argument must look, by its name; refused before a server is asked, as any wrong use. */
interface Form {
  of: RegExp
  looks: RegExp
  /** Words for what does not. */
  words: string
}

const ID: Form = { of: /-id$/, looks: /^\d+$/, words: 'cli.not-an-id' }
const FORMS: readonly Form[] = [
  ID,
  { of: /^(hours|priority)$/, looks: /^\d+$/, words: 'cli.not-a-number' },
  { of: /^key=value$/, looks: /^[^=]+=/, words: 'cli.not-a-pair' },
]

function requireForm({ looks, words }: Form, text: string): string {
  if (!looks.test(text)) throw new InvalidArgumentError(say(words))
  return text
}

const toNumber = (text: string): number =>
  Number(requireForm({ of: /^n$/, looks: /^\d+(\.\d+)?$/, words: 'cli.not-a-number' }, text))
