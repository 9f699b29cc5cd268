import { FirstSteps } from './FirstSteps.tsx'
import { ReadProblem } from './ReadProblem.tsx'
import { useConnections, useInboxes } from './use-radio.ts'

/** What a page of radio shows while there is no station: how to come to one. */
export function NoStation() {
  const connections = useConnections()
  const inboxes = useInboxes()
  if (connections.data === undefined) return <ReadProblem read={connections} />
  return <FirstSteps connections={connections.data.items} stations={[]} inboxes={inboxes.data?.items ?? []} />
}
