import type { InboxView } from '../../src/radio/hydration/contract.ts'
import { fieldError } from '../api/field-errors.ts'
import { TextField } from '../parts/fields.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { useWords, type Say } from '../words.ts'

const LIMITS = ['leastKbps', 'mostKbps', 'sampleRateHz', 'shortBySec', 'silenceSec'] as const
type Limit = (typeof LIMITS)[number]

/** How an inbox treats its files, as it is typed. */
export interface TypedRules {
  mode: InboxView['mode']
  pattern: string
  archiveFolder: string
  audio: Record<Limit, string>
}

export const NO_RULES: TypedRules = {
  mode: 'tracks',
  pattern: '',
  archiveFolder: '',
  audio: { leastKbps: '', mostKbps: '', sampleRateHz: '', shortBySec: '', silenceSec: '' },
}

const typed = (value: string | number | null): string => (value === null ? '' : String(value))
const meant = (text: string): string | null => (text.trim() === '' ? null : text.trim())
const number = (text: string): number | null => (text.trim() === '' ? null : Number(text))

export const rulesOf = ({ mode, pattern, archiveFolder, audio }: InboxView): TypedRules => ({
  mode,
  pattern: typed(pattern),
  archiveFolder: typed(archiveFolder),
  audio: mapLimits((limit) => typed(audio[limit])),
})

export const toRules = ({ mode, pattern, archiveFolder, audio }: TypedRules) => ({
  mode,
  pattern: meant(pattern),
  archiveFolder: meant(archiveFolder),
  audio: mapLimits((limit) => number(audio[limit])),
})

function mapLimits<Value>(of: (limit: Limit) => Value): Record<Limit, Value> {
  return Object.fromEntries(LIMITS.map((limit) => [limit, of(limit)])) as Record<Limit, Value>
}

export function whyNotRules(say: Say, { audio }: TypedRules): string | null {
  return LIMITS.every((limit) => /^\d*$/.test(audio[limit].trim())) ? null : say('web.radio.inbox.needsNumbers')
}

interface RuleFieldsProps {
  rules: TypedRules
  error: Error | null
  onChange: (rules: TypedRules) => void
}

/** What becomes of its files; of episodes, how they are known and what their audio must be like. */
export function RuleFields({ rules, error, onChange }: RuleFieldsProps) {
  const say = useWords()
  const set = (more: Partial<TypedRules>) => onChange({ ...rules, ...more })
  const noCms = fieldError(error, '/mode')
  return (
    <>
      <Segmented
        name={say('web.radio.inbox.mode')}
        value={rules.mode}
        onChange={(mode) => set({ mode })}
        options={(['tracks', 'episodes', 'live'] as const).map((mode) => ({
          value: mode,
          label: say(`web.radio.inbox.mode.${mode}`),
        }))}
      />
      {noCms !== undefined && (
        <p role="alert" className="s12 tone-bad">
          {noCms}
        </p>
      )}
      {rules.mode !== 'tracks' && (
        <>
          <TextField
            label={say('web.radio.inbox.pattern')}
            value={rules.pattern}
            onChange={(pattern) => set({ pattern })}
            isMono
            placeholder="{show}-{number}"
            hint={say('web.radio.inbox.pattern.hint')}
            error={fieldError(error, '/pattern')}
          />
          <AudioFields rules={rules} error={error} onChange={onChange} />
          <TextField
            label={say('web.radio.inbox.archive')}
            value={rules.archiveFolder}
            onChange={(archiveFolder) => set({ archiveFolder })}
            isMono
            hint={say('web.radio.inbox.archive.hint')}
            error={fieldError(error, '/archiveFolder')}
          />
        </>
      )}
    </>
  )
}

const UNITS = { leastKbps: 'kb/s', mostKbps: 'kb/s', sampleRateHz: 'Hz', shortBySec: 's', silenceSec: 's' } as const

function AudioFields({ rules, error, onChange }: RuleFieldsProps) {
  const say = useWords()
  return LIMITS.map((limit) => (
    <TextField
      key={limit}
      label={say(`web.radio.inbox.audio.${limit}`)}
      value={rules.audio[limit]}
      onChange={(text) => onChange({ ...rules, audio: { ...rules.audio, [limit]: text } })}
      isNumeric
      unit={UNITS[limit]}
      placeholder={say('web.radio.inbox.audio.any')}
      error={fieldError(error, `/audio/${limit}`)}
    />
  ))
}
