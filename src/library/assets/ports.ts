import { definePort } from '../../kernel/port.ts'

/** Where pictures that a provider named come from. */
export interface ArtworkSource {
  /**
   * The bytes of a picture, whole.
   * @param ref a candidate's `ref`, as the provider's own answers named it; never an address of somebody else
   * @param options.maxBytes a larger one is not read to its end
   * @throws NotFoundError when the provider answered that it has none, RejectedError when it is larger than `maxBytes`,
   * UnavailableError, DeadlineError or LimitedError when it may be asked again
   */
  fetchArtwork(ref: string, options: { maxBytes: number }, signal: AbortSignal): Promise<Uint8Array>
}

export const ArtworkSource = definePort<ArtworkSource>('library.artwork-source')
