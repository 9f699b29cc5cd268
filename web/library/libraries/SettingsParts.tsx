import type { ReactNode } from 'react'
import type { LibraryView } from '../../../src/library/libraries/contract.ts'
import { ProblemError } from '../../api/client.ts'
import { fieldError } from '../../api/field-errors.ts'
import { ChoiceField, SwitchField, TextAreaField, TextField } from '../../parts/fields.tsx'
import { PanelRows } from '../../parts/Panel.tsx'
import { useWords } from '../../words.ts'
import { useProviders } from '../use-library.ts'
import styles from './libraries.module.css'
import { type Draft, STEP_NAMES } from './settings-draft.ts'

export interface PartProps {
  draft: Draft
  error: Error | null
  /** Seen, not changed. */
  isLocked: boolean
  onChange: (edit: Partial<Draft>) => void
}

export const errorOf = (error: string | undefined) => (error === undefined ? {} : { error })

export function NamePart({ draft, error, isLocked, onChange }: PartProps) {
  const say = useWords()
  return (
    <Block>
      <div className={styles.pair}>
        <TextField
          label={say('web.library.name')}
          value={draft.name}
          isLocked={isLocked}
          onChange={(name) => onChange({ name })}
          {...errorOf(fieldError(error, '/name'))}
        />
        <span className="col gap12 top">
          <SwitchField
            label={say(draft.isEnabled ? 'web.library.enabled.on' : 'web.library.enabled.off')}
            name={say('web.library.enabled')}
            isOn={draft.isEnabled}
            isLocked={isLocked}
            onChange={(isEnabled) => onChange({ isEnabled })}
          />
          <SwitchField
            label={say(draft.isWatched ? 'web.library.watched.on' : 'web.library.watched.off')}
            name={say('web.library.watched')}
            isOn={draft.isWatched}
            isLocked={isLocked}
            onChange={(isWatched) => onChange({ isWatched })}
          />
        </span>
      </div>
    </Block>
  )
}

/** What a scan of it does unless told otherwise. */
export function StepsPart({ draft, isLocked, onChange }: PartProps) {
  const say = useWords()
  return (
    <PanelRows>
      {STEP_NAMES.map((step) => (
        <div key={step}>
          <SwitchField
            label={
              <span className="col gap2">
                <b>{say(`web.library.step.${step}`)}</b>
                <span className="s12 t2">{say(`web.library.step.${step}.what`)}</span>
              </span>
            }
            name={say(`web.library.step.${step}`)}
            isOn={draft.steps[step]}
            isLocked={isLocked}
            onChange={(isOn) => onChange({ steps: { ...draft.steps, [step]: isOn } })}
          />
        </div>
      ))}
    </PanelRows>
  )
}

export function ProviderPart({ draft, error, isLocked, onChange, kind }: PartProps & { kind: LibraryView['kind'] }) {
  const say = useWords()
  const providers = useProviders()
  return (
    <Block>
      <div className={styles.pair}>
        {kind !== 'music' && (
          <ChoiceField
            label={say('web.library.provider')}
            hint={say(providers.length === 0 ? 'web.library.provider.add' : 'web.library.provider.hint')}
            value={draft.connectionId}
            onChange={(connectionId) => !isLocked && onChange({ connectionId })}
            options={[
              { value: '', label: say('web.library.provider.none') },
              ...providers.map((one) => ({ value: String(one.connectionId), label: one.name })),
            ]}
            {...errorOf(fieldError(error, '/settings/connectionId'))}
          />
        )}
        <TextField
          label={say('web.library.language')}
          hint={say('web.library.language.hint')}
          value={draft.language}
          isMono
          isLocked={isLocked}
          onChange={(language) => onChange({ language })}
          {...errorOf(fieldError(error, '/settings/language'))}
        />
      </div>
    </Block>
  )
}

/** How many pictures of each kind are kept. */
export function ArtworkPart({ draft, error, isLocked, onChange }: PartProps) {
  const say = useWords()
  return (
    <Block title={say('web.library.limits')} hint={say('web.library.limits.hint')}>
      <div className={styles.limits}>
        {Object.entries(draft.artwork).map(([kind, text]) => (
          <TextField
            key={kind}
            label={say(`library.art.${kind}` as 'library.art.poster')}
            value={text}
            isNumeric
            isLocked={isLocked}
            onChange={(next) => onChange({ artwork: { ...draft.artwork, [kind]: next } })}
            {...errorOf(fieldError(error, `/settings/artwork/${kind}`))}
          />
        ))}
      </div>
    </Block>
  )
}

const PATTERN_ROWS = 8

export function IgnorePart({ draft, error, isLocked, onChange }: PartProps) {
  const say = useWords()
  return (
    <Block>
      <TextAreaField
        label={say('web.library.ignore')}
        hint={say('web.library.ignore.hint')}
        rows={PATTERN_ROWS}
        isMono
        value={draft.ignore}
        onChange={(ignore) => !isLocked && onChange({ ignore })}
        {...errorOf(errorBelow(error, '/settings/ignore'))}
      />
    </Block>
  )
}

/** Of an entry of a list, where only the list as a whole has a field. */
function errorBelow(error: Error | null, pointer: string): string | undefined {
  if (!(error instanceof ProblemError)) return undefined
  return error.problem.errors?.find((one) => one.pointer.startsWith(pointer))?.detail
}

/** When so much is gone at once that a person is asked. */
export function GuardPart({ draft, error, isLocked, onChange }: PartProps) {
  const say = useWords()
  return (
    <Block title={say('web.library.guard')} hint={say('web.library.guard.hint')}>
      <div className={styles.limits}>
        <TextField
          label={say('web.library.guard.share')}
          value={draft.guardShare}
          unit="%"
          isNumeric
          isLocked={isLocked}
          onChange={(guardShare) => onChange({ guardShare })}
          {...errorOf(fieldError(error, '/settings/guard/share'))}
        />
        <TextField
          label={say('web.library.guard.titles')}
          value={draft.guardTitles}
          isNumeric
          isLocked={isLocked}
          onChange={(guardTitles) => onChange({ guardTitles })}
          {...errorOf(fieldError(error, '/settings/guard/titles'))}
        />
      </div>
    </Block>
  )
}

/** A part of a panel, with hairlines between. */
function Block({ title, hint, children }: { title?: string; hint?: string; children: ReactNode }) {
  return (
    <div className={`${styles.block} col`}>
      {title !== undefined && <h3>{title}</h3>}
      {hint !== undefined && <span className="s12 t3">{hint}</span>}
      {children}
    </div>
  )
}
