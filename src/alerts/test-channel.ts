import { say } from '../kernel/words.ts'
import type { By } from './channels.ts'
import { getChannel } from './channels.ts'
import type { AlertsDeps } from './deps.ts'
import { openChannels } from './messages/open-channels.ts'
import { type Planned, planMessages } from './messages/plan-message.ts'
import { writeItem } from './messages/write-message.ts'
import type { Pending } from './model.ts'
import { assertTemplate } from './template.ts'

/** A real message with an example of the kind, also in a channel that is off. */
export function testChannel(deps: AlertsDeps) {
  return async (
    channelId: number,
    { kind: kindName, template }: { kind: string; template: string | null },
    by: By,
  ): Promise<Planned> => {
    const kind = deps.catalogue.get(kindName)
    if (template !== null) assertTemplate(template, kind.fields)
    const channel = await getChannel(deps.db.read, channelId)
    const opened = (await openChannels(deps, [channel])).get(channelId)
    const item = writeItem(kind, kind.example, { template })
    const one: Pending = {
      channelId,
      kind: kindName,
      mode: 'now',
      seq: 0,
      at: deps.clock.now(),
      ...item,
      text: say('alerts.test', { text: item.text }),
    }
    if (opened === undefined) throw new Error('a channel that was found is opened')
    const [planned] = await deps.db.tx((tx) =>
      planMessages(tx, deps, { opened, pending: [one], mode: 'test', actor: by.actor }),
    )
    if (planned === undefined) throw new Error('one thing is one message')
    return planned
  }
}
