import { statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, resolve } from 'node:path'
import { InvalidInputError } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { SERVER_COMMAND } from '../server-command.ts'
import { systemdUnit } from '../systemd-unit.ts'

const ACCOUNT = /^[a-z_][a-z0-9_-]*\$?$/i

/** A file for systemd on stdout; nothing is installed. */
export const serviceUnit: Action = async (cli, { options }) => {
  const dataFolder = resolve(cli.dataFolder)
  const user = accountOf(dataFolder, options['user'] as string | undefined)
  const command = [process.execPath, ...SERVER_COMMAND, '--data', dataFolder, ...configArgs(cli)]
  const folders = [dataFolder, ...(cli.configFile === undefined ? [] : [dirname(resolve(cli.configFile))])]
  const unit = systemdUnit({ command, folders, user })
  show(cli, { unit, user }, () => unit.trimEnd())
  cli.note(say('cli.service-unit.how', { user }))
  return EXIT.ok
}

const configArgs = ({ configFile }: Cli): string[] =>
  configFile === undefined ? [] : ['--config', resolve(configFile)]

/** @throws InvalidInputError `cli/bad-account`; `cli/needs-account` where nobody but root could be meant */
function accountOf(dataFolder: string, named: string | undefined): string {
  if (named !== undefined) {
    if (!ACCOUNT.test(named)) throw new InvalidInputError('cli/bad-account', { params: { name: named } })
    return named
  }
  const me = userInfo()
  const owner = statSync(dataFolder, { throwIfNoEntry: false })?.uid ?? me.uid
  if (owner !== me.uid || owner === 0) {
    throw new InvalidInputError('cli/needs-account', { params: { folder: dataFolder } })
  }
  return me.username
}
