import type { Command } from 'commander'
import { addGroup, type AddCommand } from './command.ts'
import * as players from './commands/players.ts'
import { LIMIT, NO_WAIT, STATE } from './shared-options.ts'

/** Players of the library's media, and what they are told. */
export function addPlayerCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'players')
  const facts = [
    ['--players <connection-ids>', 'players'],
    ['--libraries <library-ids>', 'player-libraries'],
    ['--while-playing <act>', 'while-playing'],
    ['--most <n>', 'most-players'],
    ['--on', 'on'],
    ['--off', 'off'],
  ] as const
  add(group, 'list', { action: players.listGroups })
  add(group, 'show', { args: '<group-id>', action: players.showGroup })
  add(group, 'add', { args: '<kind> <name>', options: facts, action: players.addGroup })
  add(group, 'change', {
    args: '<group-id>',
    options: [['--name <name>', 'new-name'], ...facts],
    action: players.changeGroup,
  })
  add(group, 'remove', { args: '<group-id>', action: players.removeGroup })
  add(group, 'map', {
    args: '<group-id> <library-id> <player-path>',
    options: [['--folder <folder>', 'library-folder']],
    action: players.mapPath,
  })
  add(group, 'unmap', { args: '<mapping-id>', action: players.unmapPath })
  add(group, 'propose', { args: '<group-id>', action: players.proposeMappings })
  add(group, 'test', { args: '<group-id> <library-id> [folder]', action: players.testPath })
  add(group, 'tell', { args: '<group-id> <library-id> [folder]', options: [NO_WAIT], action: players.tellFolder })
  add(group, 'again', { args: '<group-id>', action: players.tellAgain })
  const filter = [['--group <group-id>', 'player-group'], STATE, LIMIT] as const
  add(group, 'told', { options: filter, action: players.listTellings })
}
