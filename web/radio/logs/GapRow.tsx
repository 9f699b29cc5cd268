import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { GapView } from '../../../src/radio/logs/read/contract.ts'
import { useRead } from '../../api/use-api.ts'
import { Icon } from '../../parts/Icon.tsx'
import { Button } from '../../parts/Button.tsx'
import { useWords } from '../../words.ts'
import { lengthIn, offsetIn, placeOfGap } from './day-view.ts'
import styles from './logs.module.css'
import type { Editor } from './use-editor.ts'
import { routes } from './use-logs.ts'

interface GapRowProps {
  gap: GapView
  startsMs: number
  editor: Editor
  /** What fits stands under the first one of an hour, and under others when they are opened. */
  isOpenFirst: boolean
}

/** Silence, and what would fill it. */
export function GapRow({ gap, startsMs, editor, isOpenFirst }: GapRowProps) {
  const say = useWords()
  const [isOpen, setOpen] = useState(isOpenFirst)
  const mayFill = editor.whyNot === null
  return (
    <li>
      <button
        type="button"
        className={styles.gap}
        data-gap={gap.startsAt}
        aria-expanded={mayFill ? isOpen : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <span className="num">{offsetIn(Date.parse(gap.startsAt) - startsMs)}</span>
        <span>{say('web.logs.gap')}</span>
        <span className="num">{lengthIn(gap.lengthMs)}</span>
      </button>
      {isOpen && mayFill && <Fits gap={gap} editor={editor} />}
    </li>
  )
}

const SHOWN = 3

function Fits({ gap, editor }: Pick<GapRowProps, 'gap' | 'editor'>) {
  const say = useWords()
  const request = { params: { logId: editor.day.logId }, query: { lengthMs: gap.lengthMs, limit: SHOWN } }
  const read = useRead(routes.fits, request)
  const time = lengthIn(gap.lengthMs)
  return (
    <div className={styles.fits}>
      <h3>{say('web.logs.fits', { time })}</h3>
      {read.error !== null && <span className="s12 tone-bad">{say('web.logs.fits.failed')}</span>}
      {read.data?.items.map(({ trackId, title, typeCode, lengthMs }) => (
        <button key={trackId} type="button" className={styles.fit} onClick={() => editor.fill(gap, trackId)}>
          <Icon of={IconPlus} size={13} />
          <span className="sr-only">{say('web.logs.fits.put')}</span>
          <span className="cut">
            {typeCode}: {title}
          </span>
          <span className="end num t3">{lengthIn(lengthMs)}</span>
        </button>
      ))}
      <span className="row gap4 wrap">
        <Button
          isSmall
          look="quiet"
          onClick={() => editor.setAsked({ kind: 'add', where: placeOfGap(editor.day, gap), lengthMs: gap.lengthMs })}
        >
          {say('web.logs.searchTrack')}
        </Button>
        <Button isSmall look="quiet" onClick={() => editor.setAsked({ kind: 'fill', gap })}>
          {say('web.logs.fillFrom')}
        </Button>
      </span>
    </div>
  )
}
