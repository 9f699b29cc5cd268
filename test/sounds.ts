/** Silence as a WAV file, 8 kHz, one byte a sample. @param mark makes it another file than those with other marks */
export function silentWav(seconds: number, mark: number): Buffer {
  const rate = 8000
  const data = Buffer.alloc(rate * seconds, 128)
  data.writeUInt32LE(mark, 0)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  return Buffer.concat([head, data])
}

/** A tone as a WAV file: 16 bit, mono, 22.05 kHz. @param level of its loudest sample, up to 1 */
export function toneWav({ seconds, hz, level = 0.3 }: { seconds: number; hz: number; level?: number }): Buffer {
  const rate = 22_050
  const samples = Math.round(rate * seconds)
  const wav = Buffer.alloc(44 + samples * 2)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + samples * 2, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(rate, 24)
  wav.writeUInt32LE(rate * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(samples * 2, 40)
  for (let n = 0; n < samples; n++)
    wav.writeInt16LE(Math.round(Math.sin((n / rate) * hz * 2 * Math.PI) * level * 32_767), 44 + n * 2)
  return wav
}
