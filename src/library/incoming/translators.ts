import type { NewEvent } from '../../live/model.ts'
import { planJob, type Translation, type Translator } from '../../webhooks/index.ts'
import { meaningOf } from './events.ts'
import { TakeArrival } from './jobs.ts'
import { SENDERS, type Sender } from './model.ts'
import { Health, NeedsPerson, Told } from './wire.ts'

type Tell = Omit<NewEvent, 'actor'>

/**
 * Radarr, Sonarr and Lidarr say what happened to a folder. What is there is read from the disk, never from the call, so
 * the order in which calls arrive does not matter; each leads to one job, which looks and goes on from there.
 */
export const arrTranslators = (): Translator[] => SENDERS.map(translatorOf)

const translatorOf = (sender: Sender): Translator => ({
  kind: sender,
  connectionKind: null,
  async translate({ body, sourceId }) {
    const told = Told.safeParse(body)
    if (!told.success) return { is: 'not-a-call' }
    const { eventType, instanceName } = told.data
    if (eventType === 'Test') return { is: 'test' }
    const about = aboutSender(eventType, body, `webhook-source:${sourceId}`)
    if (about !== undefined) return about
    const meaning = meaningOf(sender, eventType, body)
    if (meaning === undefined) return { is: 'unknown', event: eventType }
    if (meaning.is === 'nothing')
      return { is: 'event', event: eventType, label: meaning.label, key: null, jobs: [], why: reason(meaning.why) }
    const { arrival, key } = meaning
    return {
      is: 'event',
      event: eventType,
      label: arrival.title,
      key: key === null ? null : `${instanceName ?? ''} ${key}`,
      jobs: [planJob(TakeArrival, { sourceId, sender, ...arrival }, arrival.title)],
    }
  },
})

const reason = (code: string) => ({ code, params: {} })

/** What is said of the sender itself: nothing to do, and something that alerts can tell. */
function aboutSender(eventType: string, body: unknown, subject: string): Translation | undefined {
  const event = { is: 'event', event: eventType, key: null, jobs: [] } as const
  if (eventType === 'ApplicationUpdate') return { ...event, label: '', why: reason('nothing-to-do') }
  if (eventType === 'Health' || eventType === 'HealthRestored') {
    const { level, message, type } = Health.parse(body)
    const kind = eventType === 'Health' ? 'library.sender.unwell' : 'library.sender.well'
    return { ...event, label: type, why: reason('told-on'), tells: [tell(kind, subject, { level, message, type })] }
  }
  if (eventType !== 'ManualInteractionRequired') return undefined
  const { downloadInfo, downloadStatusMessages } = NeedsPerson.parse(body)
  const title = downloadInfo?.title ?? ''
  const message = downloadStatusMessages.flatMap(({ messages }) => messages).join(' ')
  const told = tell('library.sender.needs-person', subject, { title, message })
  return { ...event, label: title, why: reason('told-on'), tells: [told] }
}

const LONGEST = 500

const tell = (kind: string, subject: string, data: Record<string, string>): Tell => ({
  kind,
  subject,
  data: Object.fromEntries(Object.entries(data).map(([name, text]) => [name, text.slice(0, LONGEST)])),
})
