import { saidIn } from '../../kernel/egress/answers.ts'
import { refusalIn } from '../../kernel/egress/answers.ts'
import type { Egress } from '../../kernel/egress/client.ts'
import { NotFoundError, RejectedError } from '../../kernel/errors.ts'
import type { ArtworkSource } from '../../library/assets/ports.ts'
import { IMAGE_PATH } from './to-facts.ts'

const DEADLINE_MS = 120_000

/** Pictures lie on a server of their own, which asks for no key and gets none. */
export const artworkSource = (egress: Egress, images: URL): ArtworkSource => ({
  async fetchArtwork(ref, { maxBytes }, signal) {
    const { host } = images
    if (!IMAGE_PATH.test(ref)) throw new NotFoundError('library/no-such-artwork', { params: { ref } })
    const url = new URL(`original${ref}`, images)
    const answer = await egress.send({ method: 'GET', url, deadlineMs: DEADLINE_MS, maxBytes, signal })
    if (answer.status < 300) return answer.bytes
    if (answer.status === 404 || answer.status === 410)
      throw new NotFoundError('library/no-such-artwork', { params: { ref } })
    if (answer.status < 400)
      throw new RejectedError('remote/refused-it', { params: { host, status: answer.status, said: saidIn(answer) } })
    throw refusalIn(answer, { host })
  },
})
