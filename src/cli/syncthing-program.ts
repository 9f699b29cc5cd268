import type { Command } from 'commander'
import { addGroup, type AddCommand } from './command.ts'
import * as syncthing from './commands/syncthing.ts'

/** The service that brings batches to another machine. */
export function addSyncthingCommands(program: Command, add: AddCommand): void {
  const group = addGroup(program, 'syncthing')
  add(group, 'find', { action: syncthing.findLocal })
  add(group, 'connect', { args: '<file>', options: [['--name <name>', 'new-name']], action: syncthing.connectLocal })
  add(group, 'show', { args: '[connection-id]', action: syncthing.showService })
  add(group, 'listeners', {
    args: '[connection-id]',
    options: [
      ['--screen <address>', 'screen-address'],
      ['--tls', 'screen-tls'],
      ['--plain', 'screen-plain'],
      ['--listen <addresses>', 'listen-addresses'],
    ],
    action: syncthing.listeners,
  })
  add(group, 'share', {
    args: '<device> [connection-id]',
    options: [
      ['--name <name>', 'device-name'],
      ['--folder <folder>', 'sync-folder'],
      ['--label <label>', 'sync-label'],
      ['--address <addresses>', 'device-addresses'],
    ],
    action: syncthing.share,
  })
}
