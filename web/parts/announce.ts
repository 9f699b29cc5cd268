const EVERY_MS = 5000

type Listener = (sentence: string) => void
const listeners = new Set<Listener>()
let spokenAtMs = Number.NEGATIVE_INFINITY
let waiting: { sentence: string; timer: number } | undefined

/** Speaks a sentence politely, at most one in 5 s; of several in between the last is spoken. */
export function announce(sentence: string): void {
  const restMs = spokenAtMs + EVERY_MS - performance.now()
  if (restMs <= 0) speak(sentence)
  else if (waiting !== undefined) waiting.sentence = sentence
  else waiting = { sentence, timer: window.setTimeout(() => speak(waiting?.sentence ?? sentence), restMs) }
}

function speak(sentence: string): void {
  waiting = undefined
  spokenAtMs = performance.now()
  for (const listener of listeners) listener(sentence)
}

export function onAnnounce(listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
