import { Fragment, type ReactNode } from 'react'
import styles from './CodeEditor.module.css'

export interface LineMark {
  /** 1-based. */
  line: number
  tone: 'bad' | 'changed'
  /** Stands at the end of the line. */
  note?: string
}

interface CodeEditorProps {
  /** What is edited, for those who hear it. */
  name: string
  value: string
  onChange?: (value: string) => void
  marks?: readonly LineMark[]
}

/** YAML as text with line numbers, colours and marked lines. Read-only without `onChange`. */
export function CodeEditor({ name, value, onChange, marks = [] }: CodeEditorProps) {
  const lines = value.split('\n')
  const isBad = marks.some((mark) => mark.tone === 'bad')
  return (
    <div className={styles.scroll} tabIndex={-1}>
      <div className={styles.page}>
        <pre className={styles.shown} aria-hidden>
          {lines.map((line, index) => (
            <CodeLine key={index} number={index + 1} text={line} mark={marks.find((mark) => mark.line === index + 1)} />
          ))}
        </pre>
        <textarea
          className={styles.typed}
          aria-label={name}
          aria-invalid={isBad || undefined}
          value={value}
          readOnly={onChange === undefined}
          onChange={(event) => onChange?.(event.currentTarget.value)}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          wrap="off"
          rows={lines.length}
        />
      </div>
    </div>
  )
}

function CodeLine({ number, text, mark }: { number: number; text: string; mark: LineMark | undefined }) {
  return (
    <div className={styles.line} data-tone={mark?.tone}>
      <span className={styles.number}>{number}</span>
      <span>
        {colour(text)}
        {mark?.note !== undefined && <span className={styles.note}>{mark.note}</span>}
      </span>
    </div>
  )
}

/** Comment, key and value of one line of YAML; block texts and anchors stay plain. */
function colour(line: string): ReactNode {
  const [, indent = '', key = '', rest = ''] = /^(\s*(?:- )?)([^\s#'":][^:#]*:)?(.*)$/.exec(line) ?? []
  const comment = /(^|\s)#.*$/.exec(rest)
  const value = comment === null ? rest : rest.slice(0, comment.index)
  return (
    <Fragment>
      {indent}
      {key !== '' && <span className={styles.key}>{key}</span>}
      {key === '' ? value : <span className={styles.value}>{value}</span>}
      {comment !== null && <span className={styles.comment}>{comment[0]}</span>}
      {line === '' && '\u200b'}
    </Fragment>
  )
}
