/** Words: `reason.incomplete.<reason>`. */
export type IncompleteReason =
  | 'empty'
  /** A JPEG without its end marker. */
  | 'no-end-of-image'
  /** A box, chunk or element says that it goes on behind the end of the file. */
  | 'part-past-end'
  /** A movie without its index (`moov`), as after a recording or a copy that broke off. */
  | 'no-movie-index'
  /** A HEIC or AVIF without its index (`meta`). */
  | 'no-picture-index'
  /** A PNG without `IEND`. */
  | 'no-end-chunk'

export type Completeness = { kind: 'complete' } | { kind: 'incomplete'; reason: IncompleteReason } | { kind: 'unknown' }
