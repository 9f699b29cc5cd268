import { definePort } from '../kernel/port.ts'

/** One thing that a message tells of. */
export interface MessageItem {
  /** One line of plain text. */
  text: string
  /** More of it: plain text, may have line breaks; empty when there is none. */
  more: string
  /** A page of the control center; null when its own address is not known. */
  link: string | null
  /** `library.film.added`; stands in rows, never renamed. */
  kind: string
  /** Of the event in the log; 0 for a test. */
  seq: number
  /** Epoch ms. */
  at: number
}

/** What is told, whole and plain: each messenger cuts and escapes it for its own service. */
export interface Message {
  /** Names this message for good: the same for every try of it, another one for every other message. */
  key: string
  title: string
  /** At least one; several are a digest. */
  items: readonly MessageItem[]
  severity: 'good' | 'info' | 'warn' | 'bad'
  /** It should make a noise where the service can. */
  isLoud: boolean
  /** Epoch ms. */
  at: number
}

/** One of several receivers that was refused, while others were served. */
export interface RefusedReceiver {
  /** Shortened, so that no whole address stands in a log. */
  receiver: string
  /** Of the service, such as 550; null when it said none. */
  status: number | null
  said: string
}

export interface SentMessage {
  /** What the service calls it; empty when it gives no name. */
  ref: string
  /** Whom it went to, counted; 1 where the service has one receiver. */
  accepted: number
  refused: readonly RefusedReceiver[]
}

/** What the service can show of a message; words at `alerts.can.<name>`. */
export interface MessengerTraits {
  /** In characters as people count them. */
  titleMost: number
  textMost: number
  hasLinks: boolean
  /** Loud differs from other messages there. */
  isLoudPossible: boolean
}

/** Brings a message to people. One request a call: whoever asked decides whether to ask again. */
export interface Messenger {
  readonly traits: MessengerTraits
  /**
   * @throws LimitedError when our own or the service's limit is reached, and nothing was sent; RejectedError `messages/gone`
   * when the receiver is gone for good; else what the service or the way there threw
   */
  send(message: Message, signal: AbortSignal): Promise<SentMessage>
  /** Whether a message that was sent is there, by its `ref`; left out where the service can't be asked. */
  isThere?(ref: string, signal: AbortSignal): Promise<boolean>
}

/** Filled by every service that can tell people something. Its `test` is the test of its connection. */
export const Messenger = definePort<Messenger>('alerts.messenger')
