export interface Silence {
  fromMs: number
  toMs: number
}

/** What one decode of the whole file says. */
export interface AudioReport {
  /** Of what could be decoded. */
  durationMs: number
  /** The container promised more than could be decoded: it breaks off there. */
  breaksOffMs: number | null
  codec: string
  kbps: number | null
  sampleRateHz: number | null
  channels: number | null
  /** EBU R128; null when there is nothing but silence. */
  integratedLufs: number | null
  loudnessRangeLu: number | null
  /** dBFS of the loudest sample. */
  peakDb: number | null
  /** Of 2 s and more below −60 dBFS, in order. */
  silences: Silence[]
  /** Times that the decoder complained. */
  complaints: number
}
