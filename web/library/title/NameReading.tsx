import type { ReactNode } from 'react'
import type { TitleDetail } from '../../../src/library/titles/contract.ts'
import { Hint } from '../../parts/Hint.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { isWord, useWords, type Say } from '../../words.ts'
import styles from './title.module.css'

type Reading = NonNullable<TitleDetail['name']>

/** The path with what each part of it was taken for. */
export function NameReading({ name }: { name: Reading }) {
  const say = useWords()
  return (
    <Panel title={say('web.library.nameRead')}>
      <PanelBody>
        <div className="col">
          <p className={`${styles.path} mono`}>{piecesOf(say, name)}</p>
          {name.why !== null && <p className="s13 t2">{name.why}</p>}
          {name.pieces.length > 0 && (
            <ul className={styles.legend}>
              {kindsOf(name).map((kind) => (
                <li key={kind}>
                  <i className={styles.swatch} style={{ background: groundOf(kind) }} aria-hidden />
                  {pieceWord(say, kind)}
                </li>
              ))}
            </ul>
          )}
        </div>
      </PanelBody>
    </Panel>
  )
}

const kindsOf = ({ pieces }: Reading): string[] => [...new Set(pieces.map((piece) => piece.as))]

const pieceWord = (say: Say, kind: string): string => {
  const key = `web.library.piece.${kind}`
  return isWord(key) ? say(key) : kind
}

const COLOURS = ['sho', 'adv', 'vot', 'mus', 'ids', 'pro', 'psa', 'new'] as const
const KINDS = ['title', 'year', 'edition', 'resolution', 'codec', 'episode', 'season', 'group']

/** The same kind has the same colour everywhere; the word says it, too. */
function groundOf(kind: string): string {
  const at = KINDS.indexOf(kind)
  const colour = at === -1 ? 'lin' : COLOURS[at]
  return `color-mix(in srgb, var(--c-${colour}) 26%, var(--surface))`
}

function piecesOf(say: Say, { path, pieces }: Reading): ReactNode[] {
  const shown: ReactNode[] = []
  let from = 0
  for (const piece of pieces.toSorted((a, b) => a.at - b.at)) {
    if (piece.at < from) continue
    shown.push(path.slice(from, piece.at))
    shown.push(
      <Hint key={piece.at} text={`${pieceWord(say, piece.as)}: ${piece.text}`}>
        <mark
          tabIndex={0}
          style={{ background: groundOf(piece.as) }}
          aria-label={`${piece.text}, ${pieceWord(say, piece.as)}`}
        >
          {piece.text}
        </mark>
      </Hint>,
    )
    from = piece.at + piece.text.length
  }
  shown.push(path.slice(from))
  return shown
}
