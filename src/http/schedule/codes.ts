import type { Params } from '../../kernel/errors.ts'
import type { ServedRoute } from '../served-route.ts'

/** Our codes in the words of scripts around LibreTime and Payload. */
const CODES: Readonly<Record<string, string>> = {
  'request/invalid': 'MISSING_FIELDS',
  'radio/which-airing': 'MISSING_FIELDS',
  'radio/which-station': 'MISSING_FIELDS',
  'radio/no-show-named': 'MISSING_FIELDS',
  'radio/bad-instant': 'INVALID_TIME_RANGE',
  'radio/ends-before-start': 'INVALID_TIME_RANGE',
  'radio/not-whole-seconds': 'INVALID_TIME_RANGE',
  'radio/slot-too-long': 'INVALID_TIME_RANGE',
  'radio/slot-locked': 'INVALID_TIME_RANGE',
  'radio/airing-locked': 'INVALID_TIME_RANGE',
  'radio/show-mismatch': 'SHOW_MISMATCH',
  'radio/episode-has-no-track': 'NOT_LT_READY',
  'radio/track-not-usable': 'NOT_LT_READY',
  'radio/no-such-track': 'NOT_LT_READY',
  'radio/bad-track-id': 'INVALID_TRACK_ID',
  'radio/no-such-episode': 'EPISODE_NOT_FOUND',
  'radio/no-such-show': 'SHOW_NOT_FOUND',
  'radio/track-overlap': 'TRACK_OVERLAP',
  'radio/slot-overlap': 'SLOT_OVERLAP',
  'radio/log-overlap': 'SLOT_OVERLAP',
  'radio/no-such-playout-show': 'LT_SHOW_FAILED',
  'radio/several-shows': 'LT_SHOW_FAILED',
  'radio/show-is-linked': 'LT_SHOW_FAILED',
  'radio/unplan-failed': 'LT_PLAYOUT_FAILED',
}

const REFUSED: Readonly<Record<number, string>> = { 401: 'UNAUTHORIZED', 403: 'FORBIDDEN', 429: 'RATE_LIMITED' }

/** What could not be made. */
const STEPS: Readonly<Record<string, string>> = { show: 'LT_SHOW_FAILED', window: 'LT_INSTANCE_FAILED' }

function codeOf(code: string, status: number, params: Params): string {
  if (code === 'radio/plan-refused' || code === 'radio/plan-goes-on')
    return STEPS[String(params['step'])] ?? 'LT_PLAYOUT_FAILED'
  return CODES[code] ?? REFUSED[status] ?? (code.startsWith('remote/') ? 'LT_SHOW_FAILED' : 'INTERNAL_ERROR')
}

export const problemMembers: NonNullable<ServedRoute['problemMembers']> = ({ code, status, text, params }) => ({
  success: false,
  error: text,
  code: codeOf(code, status, params),
  ...(code === 'radio/track-overlap' || code === 'radio/slot-overlap'
    ? {
        details: {
          conflictingPlayoutId: params['conflict'] ?? null,
          conflictingStart: params['startsAt'] ?? null,
          conflictingEnd: params['endsAt'] ?? null,
        },
      }
    : {}),
})
