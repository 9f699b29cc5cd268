const RATE = 8000
const HEAD_BYTES = 44
const SYLLABLES_A_SECOND = 3.7

/** Somebody who seems to speak: 16 bit, mono, 8 kHz. @param mark makes it another file, and another voice, than those with other marks */
export function voiceWav(seconds: number, mark: number): Buffer {
  const samples = Math.round(RATE * seconds)
  const wav = Buffer.alloc(HEAD_BYTES + samples * 2)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(wav.length - 8, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(RATE, 24)
  wav.writeUInt32LE(RATE * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(samples * 2, 40)
  const hz = 110 + (mark % 9) * 12
  for (let n = 0; n < samples; n++) {
    const at = n / RATE
    const syllable = Math.abs(Math.sin(Math.PI * SYLLABLES_A_SECOND * at + mark))
    const sentence = Math.sin((Math.PI * at) / (2.6 + (mark % 5) / 4)) ** 2
    const tone = Math.sin(2 * Math.PI * hz * at) + 0.5 * Math.sin(2 * Math.PI * hz * 3 * at)
    wav.writeInt16LE(Math.round(tone * syllable * (0.15 + 0.85 * sentence) * 11_000), HEAD_BYTES + n * 2)
  }
  return wav
}
