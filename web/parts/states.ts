import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCheck,
  IconCircleMinus,
  IconCircleX,
  IconClock,
  IconEye,
  IconHelpCircle,
  IconPlayerPause,
  IconRefresh,
  type Icon,
} from '@tabler/icons-react'

/** What a colour means; `run` is the accent. */
export type Tone = 'ok' | 'run' | 'warn' | 'bad' | 'unc' | 'idle'

export const STATES = {
  done: { tone: 'ok', icon: IconCheck },
  verified: { tone: 'ok', icon: IconCheck },
  running: { tone: 'run', icon: IconRefresh },
  waiting: { tone: 'warn', icon: IconPlayerPause },
  needsYou: { tone: 'warn', icon: IconAlertTriangle },
  uncertain: { tone: 'unc', icon: IconHelpCircle },
  failed: { tone: 'bad', icon: IconCircleX },
  rejected: { tone: 'bad', icon: IconCircleX },
  ready: { tone: 'idle', icon: IconClock },
  planned: { tone: 'idle', icon: IconClock },
  off: { tone: 'idle', icon: IconClock },
  cancelled: { tone: 'idle', icon: IconCircleMinus },
  untouched: { tone: 'idle', icon: IconEye },
  undone: { tone: 'idle', icon: IconArrowBackUp },
} as const satisfies Record<string, { tone: Tone; icon: Icon }>

export type State = keyof typeof STATES
