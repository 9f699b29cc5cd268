import {
  IconFile,
  IconFileText,
  IconFileUnknown,
  IconMovie,
  IconMusic,
  IconPhoto,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '../words.ts'
import styles from './FileTile.module.css'
import { Icon } from './Icon.tsx'
import { Hint } from './Hint.tsx'

export type FileKind = 'photo' | 'video' | 'audio' | 'raw' | 'sidecar' | 'other'

interface FileTileProps {
  name: string
  kind: FileKind
  /** Address of the thumbnail, where there may be one. */
  src?: string
  /** Why there is none. */
  reason?: string
  /** Finds out why, when the picture can't be shown. */
  explain?: () => Promise<string | undefined>
  size?: 'small' | 'large'
}

const KIND_ICONS: Record<FileKind, TablerIcon> = {
  photo: IconPhoto,
  video: IconMovie,
  audio: IconMusic,
  raw: IconPhoto,
  sidecar: IconFileText,
  other: IconFile,
}

/** A thumbnail, or a tile that says what kind of file it is and why it has no picture. */
export function FileTile({ name, kind, src, reason, explain, size = 'small' }: FileTileProps) {
  const say = useWords()
  const [isBroken, setBroken] = useState(false)
  const [found, setFound] = useState<string>()
  const onError = () => {
    setBroken(true)
    void explain?.().then(setFound)
  }
  if (src !== undefined && !isBroken) {
    return (
      <img
        className={styles.tile}
        data-size={size}
        src={src}
        alt={name}
        loading="lazy"
        decoding="async"
        onError={onError}
      />
    )
  }
  const why = reason ?? found ?? (isBroken ? say('web.tile.noPicture') : undefined)
  const words = [name, say(`web.tile.${kind}`), why].filter(Boolean).join(', ')
  return (
    <Hint text={words}>
      <span className={styles.tile} data-size={size} role="img" aria-label={words} tabIndex={0}>
        <Icon of={isBroken ? IconFileUnknown : KIND_ICONS[kind]} size={size === 'small' ? 16 : 22} />
        <span className={styles.format}>{extension(name)}</span>
        {size === 'large' && why !== undefined && <span className={styles.why}>{why}</span>}
      </span>
    </Hint>
  )
}

function extension(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0
    ? ''
    : name
        .slice(dot + 1)
        .toUpperCase()
        .slice(0, 5)
}
