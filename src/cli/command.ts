import { Command, InvalidArgumentError } from 'commander'
import { RoleName } from '../access/contract.ts'
import { isLocalTime, StepName } from '../archive/contract.ts'
import { say } from '../kernel/words.ts'
import { ListName } from '../views/contract.ts'
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
  looks: (text: string) => boolean
  /** What to write instead. */
  why: () => string
}

const like =
  (form: RegExp) =>
  (text: string): boolean =>
    form.test(text)

const oneOf = (of: RegExp, values: readonly string[]): Form => ({
  of,
  looks: (text) => values.includes(text),
  why: () => say('cli.not-one-of', { values: values.join(', ') }),
})

const NUMBER: Form = { of: /^(n|hours|priority)$/, looks: like(/^\d+(\.\d+)?$/), why: () => say('cli.not-a-number') }
const ID: Form = { of: /-id$/, looks: like(/^\d+$/), why: () => say('cli.not-an-id') }
const FORMS: readonly Form[] = [
  ID,
  NUMBER,
  { of: /^key=value$/, looks: like(/^[^=]+=/), why: () => say('cli.not-a-pair') },
  { of: /^date$/, looks: isLocalTime, why: () => say('error.archive/no-date') },
  oneOf(/^steps$/, StepName.options),
  oneOf(/^role$/, RoleName.options),
  oneOf(/^list$/, ListName.options),
  oneOf(/^what$/, ['shows', 'episodes']),
]

function requireForm({ looks, why }: Form, text: string): string {
  if (!looks(text)) throw new InvalidArgumentError(why())
  return text
}

const toNumber = (text: string): number => Number(requireForm(NUMBER, text))
