import { useEffect, useState } from 'react'

const MINUTE = 60_000

/** The time: again each second while `sinceMs` is less than a minute away or when asked so, else each 30 s. */
export function useNow(sinceMs?: number | 'each-second'): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  const isNear = sinceMs === 'each-second' || (sinceMs !== undefined && Math.abs(nowMs - sinceMs) < MINUTE)
  useEffect(() => {
    const timer = window.setInterval(() => setNowMs(Date.now()), isNear ? 1000 : 30_000)
    return () => window.clearInterval(timer)
  }, [isNear])
  return nowMs
}
