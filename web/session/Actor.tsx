import { useActorName } from './use-actor-name.ts'

/** Who did it. */
export function Actor({ id }: { id: string }) {
  return <>{useActorName()(id)}</>
}
