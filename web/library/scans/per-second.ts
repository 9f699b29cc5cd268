import { formatNumber } from '../../format.ts'
import type { Say } from '../../words.ts'

const EXACT_BELOW = 10

/** `4.8/s`, `1,124/s` */
export const perSecond = (say: Say, rate: number): string =>
  say('web.library.perSecond', { n: formatNumber(rate < EXACT_BELOW ? Math.round(rate * 10) / 10 : Math.round(rate)) })
