import type { Command } from 'commander'
import { addGroup, type AddCommand } from './command.ts'
import * as integrity from './commands/integrity.ts'
import * as sorting from './commands/sorting.ts'
import * as where from './commands/where.ts'
import { LIMIT, NO_WAIT, STATE } from './shared-options.ts'

/** What tells whether the files of the archive are safe, and keeps them so. */
export function addArchiveCareCommands(program: Command, add: AddCommand): void {
  const asked = [
    ['--root <name>', 'where-root'],
    ['--csv <file>', 'where-csv'],
    ['--all', 'where-all'],
  ] as const
  add(program, 'where', { args: '[files...]', options: asked, action: where.where })
  add(program, 'why', { args: '<file-or-item>', action: where.why })
  const group = addGroup(program, 'integrity')
  add(group, 'overview', { action: integrity.overview })
  add(group, 'checks', { options: [LIMIT], action: integrity.checks })
  const scopes = [['--all', 'check-all'], ['--new', 'check-new'], NO_WAIT] as const
  add(group, 'check', { args: '[folder]', options: scopes, action: integrity.check })
  add(group, 'findings', { options: [STATE, LIMIT], action: integrity.findings })
  add(group, 'accept', { args: '<finding-id>', action: integrity.accept })
  const resort = [['--found', 'resort-found'], ['--plan', 'resort-plan'], ['--apply', 'resort-apply'], NO_WAIT] as const
  add(program, 'resort', { args: '[pattern]', options: resort, action: sorting.resort })
  const zone = [
    ['--against <zone>', 'zone-against'],
    ['--set', 'zone-set'],
  ] as const
  add(program, 'zone', { args: '<zone> [batch-id]', options: zone, action: sorting.zone })
}
