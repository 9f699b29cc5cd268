import { IconAlertTriangle, IconChevronDown, IconCircleX, IconHelpCircle } from '@tabler/icons-react'
import type { CheckupView } from '../../src/radio/checkup/contract.ts'
import { Ago } from '../parts/Ago.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Tag } from '../parts/small.tsx'
import { useWords } from '../words.ts'
import styles from './doctor.module.css'

type Finding = CheckupView['findings'][number]

const ICONS = { bad: IconCircleX, warn: IconAlertTriangle }

/** What was found: a sentence, what was seen, and the steps of its cure. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  return (
    <div className={styles.list}>
      {findings.map((finding) => (
        <FindingRow key={finding.code} finding={finding} />
      ))}
    </div>
  )
}

function FindingRow({ finding: { level, fault, since, said, seen, cure } }: { finding: Finding }) {
  const say = useWords()
  return (
    <div className={styles.finding}>
      <span className={`tone-${level}`}>
        <Icon of={ICONS[level]} size={18} />
        <span className="sr-only">{say(`web.health.${level}`)}</span>
      </span>
      <div className="col">
        <h3 className="break">{said.text}</h3>
        <span className="row wrap gap4 s12 t3">
          {fault !== null && <Tag>{fault}</Tag>}
          {since !== null && (
            <span>
              {say('web.radio.doctor.since')} <Ago at={since} isSentence />
            </span>
          )}
        </span>
        <span className="s12 t3">{say('web.radio.doctor.seen')}</span>
        <ul className={styles.lines}>
          {seen.map((line) => (
            <li key={line} className="break">
              {line}
            </li>
          ))}
        </ul>
        <span className="s12 t3">{say('web.radio.doctor.cure')}</span>
        <ol className={styles.lines}>
          {cure.map((step) => (
            <li key={step} className="break">
              {step}
            </li>
          ))}
        </ol>
      </div>
    </div>
  )
}

/** What can't be told, which is not the same as well. */
export function Untold({ items }: { items: CheckupView['untold'] }) {
  const say = useWords()
  return (
    <div className={styles.list}>
      <div className={styles.finding}>
        <span className="tone-unc">
          <Icon of={IconHelpCircle} size={18} />
        </span>
        <div className="col">
          <h3>{say('web.radio.doctor.untold', { count: items.length })}</h3>
          <ul className={styles.lines}>
            {items.map(({ code, text, why }) => (
              <li key={code} className="break">
                {text}? {why.text} {why.todo}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  )
}

/** What was looked at and is well, as a count that opens. */
export function WellList({ items }: { items: CheckupView['well'] }) {
  const say = useWords()
  return (
    <details className={styles.well}>
      <summary>
        <span>{say('web.home.fine', { count: items.length })}</span>
        <Icon of={IconChevronDown} size={15} />
      </summary>
      <ul className={styles.lines}>
        {items.map(({ code, text }) => (
          <li key={code}>{text}</li>
        ))}
      </ul>
    </details>
  )
}
