import { say } from '../../../kernel/words.ts'
import type { PartValue, Screen, ServicePart } from './ports.ts'
import type { Chosen } from './setting-executor.ts'

export type Change =
  | (ServicePart & { from: PartValue; to: PartValue })
  | { part: 'screen'; from: Screen; to: Screen }
  | { part: 'connection'; from: Chosen; to: Chosen }

/** What people call devices. */
export interface Names {
  device(deviceId: string): string
}

type Side = Record<string, unknown>

/** An operation's before and after as people read it: a title, and what it changes below it. */
export function shownOf(change: Change, names: Names): { before: Side; after: Side } {
  const side = (value: Side | null): Side => (value === null ? {} : shown(change, value, names))
  return { before: side(change.from as Side | null), after: side(change.to as Side | null) }
}

function shown(change: Change, value: Side, names: Names): Side {
  if (change.part === 'device')
    return { title: say('plan.sync.device', { name: String(value['name']) }), device: change.id, ...listed(value) }
  if (change.part === 'folder') {
    const { label, path, type, deviceIds } = value
    return {
      title: say('plan.sync.folder', { name: String(label) }),
      folderId: change.id,
      folder: path,
      direction: type === 'sendonly' ? say('plan.sync.sends') : type,
      sharedWith: (deviceIds as string[]).map((deviceId) => names.device(deviceId)).join(', '),
    }
  }
  if (change.part === 'screen')
    return {
      title: say('plan.sync.screen'),
      address: value['address'],
      https: say(`plan.sync.https.${value['hasTls'] === true}`),
    }
  if (change.part === 'listeners') return { title: say('plan.sync.exchange'), ...listed(value) }
  return { title: say('plan.sync.connection'), ...value }
}

const listed = ({ addresses }: Side): Side => ({ addresses: (addresses as string[]).join(', ') })
