import { formatAgo, formatExact } from '../format.ts'
import { useWords } from '../words.ts'
import { useNow } from './use-now.ts'
import { Hint } from './Hint.tsx'

const DAY_MS = 86_400_000

/** How long ago, up to a day; in a sentence with "ago"; the exact time on hover and focus. */
export function Ago({ at, isSentence = false }: { at: string; isSentence?: boolean }) {
  const say = useWords()
  const atMs = Date.parse(at)
  const nowMs = useNow(atMs)
  return (
    <Hint text={formatExact(atMs)}>
      <time dateTime={at} tabIndex={0} className="num">
        {isSentence && nowMs - atMs < DAY_MS
          ? say('web.format.ago', { time: formatAgo(atMs, nowMs) })
          : formatAgo(atMs, nowMs)}
      </time>
    </Hint>
  )
}
