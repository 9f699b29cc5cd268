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
