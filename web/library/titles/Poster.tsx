import { IconMovie, IconMusic, type Icon as TablerIcon } from '@tabler/icons-react'
import { useState } from 'react'
import type { TitleView } from '../../../src/library/titles/contract.ts'
import { Icon } from '../../parts/Icon.tsx'
import { pictureOf } from '../picture.ts'
import styles from './titles.module.css'

interface PosterProps {
  title: Pick<TitleView, 'title' | 'posterSha256' | 'kind'>
  widthPx: number
  heightPx: number
}

const isMusic = (kind: TitleView['kind']): boolean => kind === 'artist' || kind === 'album' || kind === 'song'

/** The chosen poster at the size it is shown at, or a tile with the name; its room is there before it comes. */
export function Poster({ title: { title, posterSha256, kind }, widthPx, heightPx }: PosterProps) {
  const [broken, setBroken] = useState<string | null>(null)
  const size = { width: Math.round(widthPx), height: heightPx }
  if (posterSha256 === null || broken === posterSha256)
    return <NoPoster name={title} icon={isMusic(kind) ? IconMusic : IconMovie} heightPx={heightPx} />
  return (
    <img
      className={styles.poster}
      src={pictureOf(posterSha256, widthPx)}
      {...size}
      alt=""
      loading="lazy"
      decoding="async"
      onError={() => setBroken(posterSha256)}
    />
  )
}

function NoPoster({ name, icon, heightPx }: { name: string; icon: TablerIcon; heightPx: number }) {
  return (
    <span className={`${styles.poster} ${styles.noPoster}`} style={{ height: heightPx }} aria-hidden>
      <Icon of={icon} size={22} />
      <span>{name}</span>
    </span>
  )
}
