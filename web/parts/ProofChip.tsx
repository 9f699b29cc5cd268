import type { ReactNode } from 'react'
import { useWords } from '../words.ts'
import styles from './ProofChip.module.css'

export type ProofState = 'planned' | 'sending' | 'sent' | 'verified' | 'uncertain' | 'rejected' | 'undone'

interface ProofChipProps {
  state: ProofState
  /** One fact: percent, when it was read back, the code it was refused with. */
  detail?: string
  isBare?: boolean
}

/** A Delivery's proof as a cord between two jacks. The filled check stands only for what was read back and is equal. */
export function ProofChip({ state, detail, isBare = false }: ProofChipProps) {
  const say = useWords()
  return (
    <span className={styles.proof} data-state={state} data-bare={isBare || undefined}>
      <svg width="34" height="16" viewBox="0 0 34 16" fill="none" aria-hidden>
        {GLYPHS[state]}
      </svg>
      {say(`web.proof.${state}`)}
      {detail !== undefined && <small>{detail}</small>}
    </span>
  )
}

const jack = (isFilled: boolean) => (
  <circle cx="5" cy="8" r="3" fill={isFilled ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth="1.6" />
)
const hollowEnd = <circle cx="27" cy="8" r="3.2" stroke="currentColor" strokeWidth="1.6" />
const cord = (path: string) => <path d={path} stroke="currentColor" strokeWidth="1.75" />
const dots = (path: string) => <path d={path} stroke="currentColor" strokeWidth="1.75" strokeDasharray="2 2.5" />
const mark = (path: string, colour = 'currentColor') => (
  <path d={path} stroke={colour} strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
)

const GLYPHS: Record<ProofState, ReactNode> = {
  planned: (
    <>
      {jack(false)}
      {dots('M9 8H23')}
      {hollowEnd}
    </>
  ),
  sending: (
    <>
      {jack(true)}
      {cord('M8 8H17.5')}
      {dots('M19.5 8H23')}
      {hollowEnd}
    </>
  ),
  sent: (
    <>
      {jack(true)}
      {cord('M8 8H23')}
      {hollowEnd}
    </>
  ),
  verified: (
    <>
      {jack(true)}
      <path className={styles.closes} d="M8 8H22" stroke="currentColor" strokeWidth="1.75" />
      <circle cx="27" cy="8" r="5.2" fill="currentColor" stroke="currentColor" strokeWidth="1.6" />
      {mark('M24.6 8.2l1.7 1.8 3.2-3.7', 'var(--surface)')}
    </>
  ),
  uncertain: (
    <>
      {jack(true)}
      {cord('M8 8H21')}
      <circle cx="27" cy="8" r="5.2" stroke="currentColor" strokeWidth="1.6" />
      {mark('M25.6 6.8a1.5 1.5 0 112 1.4c-.5.2-.7.4-.7.9M27 10.6v.1')}
    </>
  ),
  rejected: (
    <>
      {jack(true)}
      {cord('M8 8H19')}
      {mark('M23.5 4.5l7 7M30.5 4.5l-7 7')}
    </>
  ),
  undone: (
    <>
      {jack(false)}
      {dots('M9 8H20')}
      {mark('M25.5 4l-3 2.6 3 2.6M23 6.6h4.5a2.6 2.6 0 010 5.2h-2')}
    </>
  ),
}
