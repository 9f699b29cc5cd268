/** First part of an event's kind, and the parts of the API (`/api/v1/<part>`) that show what it changed. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  access: ['access', 'session'],
  archive: ['archive', 'plans', 'attention'],
  attention: ['attention'],
  connections: ['connections', 'doctor', 'attention', 'alerts'],
  delivery: ['deliveries', 'library', 'attention', 'alerts'],
  config: ['config', 'archive', 'access', 'alerts'],
  job: ['jobs', 'runs', 'queues', 'job-counters', 'schedules', 'archive', 'plans', 'backups', 'radio'],
  library: ['library', 'doctor', 'attention'],
  radio: ['radio', 'doctor', 'attention'],
  plan: ['plans', 'archive', 'radio', 'attention'],
  root: ['archive', 'doctor', 'attention'],
}

/** @param kind `archive.batch.sorted` */
export function roomsTouchedBy(kind: string): readonly string[] {
  const area = kind.split('.')[0] ?? ''
  // Each event is a row of the events' own list, too.
  return ['events', ...(ROOMS[area] ?? [area])]
}
