import { IconCircleX, IconCopy } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { ConfigView } from '../../src/config/contract.ts'
import { Button } from '../parts/Button.tsx'
import { CodeEditor, type LineMark } from '../parts/CodeEditor.tsx'
import { copyText } from '../parts/copy-text.ts'
import { Icon } from '../parts/Icon.tsx'
import { Panel } from '../parts/Panel.tsx'
import { useMay } from '../session/use-session.ts'
import { useWords, type Say } from '../words.ts'
import { lineOf, type ConfigEdit, type WrongValue } from './config-edit.ts'
import styles from './Config.module.css'

interface ConfigTextPanelProps {
  view: ConfigView
  path: string
  before: ConfigEdit
  edit: ConfigEdit
  wrong: readonly WrongValue[]
  onChange: (text: string) => void
}

/** The file itself: changed lines are marked, a wrong one says why. */
export function ConfigTextPanel({ view, path, before, edit, wrong, onChange }: ConfigTextPanelProps) {
  const say = useWords()
  const mayWrite = useMay('config:write')
  const marks = useMemo(() => marksOf(say, { view, before, edit, wrong }), [say, view, before, edit, wrong])
  const name = path.slice(path.lastIndexOf('/') + 1)
  return (
    <Panel
      title={name}
      aside={say('web.config.commentsStay')}
      isLined
      footer={<span className="s12 t3">{say('web.config.byHand')}</span>}
      actions={
        <Button isSmall isIconOnly look="quiet" icon={IconCopy} onClick={() => void copyText(edit.text)}>
          {say('web.copy')}
        </Button>
      }
    >
      <CodeEditor name={name} value={edit.text} marks={marks} {...(mayWrite ? { onChange } : {})} />
      {wrong.map((one) => (
        <Wrong key={one.key} line={one.line ?? lineOf(edit, one.key)} name={one.key} text={one.text} />
      ))}
      {view.file.problems.map(({ said, key, line }) => (
        <Wrong key={`${line} ${key}`} line={line} name={key ?? name} text={`${said.text} ${said.todo ?? ''}`} />
      ))}
      {view.file.unknown.map((one) => (
        <Wrong
          key={one.key}
          line={one.line}
          name={one.key}
          text={
            one.suggestion === null
              ? say('web.config.unknown')
              : say('web.config.unknownMaybe', { suggestion: one.suggestion })
          }
        />
      ))}
    </Panel>
  )
}

function Wrong({ line, name, text }: { line: number | null; name: string; text: string }) {
  const say = useWords()
  return (
    <div className={styles.wrong}>
      <div className="row">
        <span className="tone-bad">
          <Icon of={IconCircleX} size={15} />
        </span>
        <b className="s13 break">{line === null ? name : say('web.config.line', { line, key: name })}</b>
      </div>
      <span className="s13 t2">{text}</span>
    </div>
  )
}

function marksOf(say: Say, { view, before, edit, wrong }: Omit<ConfigTextPanelProps, 'path' | 'onChange'>): LineMark[] {
  const known = new Set(before.text.split('\n'))
  const changed = edit.text
    .split('\n')
    .flatMap((text, index): LineMark[] => (known.has(text) ? [] : [{ line: index + 1, tone: 'changed' }]))
  const bad = wrong.flatMap((one): LineMark[] => {
    const line = one.line ?? lineOf(edit, one.key)
    return line === null ? [] : [{ line, tone: 'bad', note: one.text }]
  })
  const broken: LineMark[] =
    edit.brokenLine === null ? [] : [{ line: edit.brokenLine, tone: 'bad', note: say('web.config.cantBeRead') }]
  const overruled = view.settings.flatMap((setting): LineMark[] => {
    const line = setting.origin === 'environment' ? lineOf(edit, setting.key) : null
    return line === null ? [] : [{ line, tone: 'changed', note: say('web.config.environmentWins') }]
  })
  return [...bad, ...broken, ...overruled, ...changed]
}
