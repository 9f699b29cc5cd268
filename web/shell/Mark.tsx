/** The cord between two jacks. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden>
      <circle cx="6" cy="6.5" r="4.1" stroke="var(--text)" strokeWidth="2" />
      <circle cx="18" cy="17.5" r="4.1" stroke="var(--text)" strokeWidth="2" />
      <path d="M6 6.5c0 9 12 2 12 11" stroke="var(--accent-fill)" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  )
}
