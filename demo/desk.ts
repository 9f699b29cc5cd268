import { setTimeout as wait } from 'node:timers/promises'
import type { JobView } from '../src/jobs/contract.ts'
import type { PlanView } from '../src/plans/contract.ts'
import type { AppClient } from '../test/app-client.ts'

/** What somebody who works with a server does over its API; paths begin behind `api/v1/`. */
export interface Desk {
  get<Reply>(path: string): Promise<Reply>
  /** @param call such as `POST connections`. @throws Error with what was answered, when that is no success */
  send<Reply>(call: string, body?: object, headers?: Record<string, string>): Promise<Reply>
  /** @returns the id of the new connection */
  connect(kind: string, wish: ConnectionWish): Promise<number>
  /** Changes what has an ETag: reads it first. */
  change<Reply>(call: string, body: object): Promise<Reply>
  /** Waits until the run and all its children ended. */
  follow(started: { runId: number }): Promise<JobView>
  /** Applies a plan and waits for what comes of it. */
  apply(planId: number): Promise<PlanView>
  until(what: string, holds: () => Promise<boolean>): Promise<void>
}

export interface ConnectionWish {
  name?: string
  settings: object
  secrets?: object
}

type Caller = Pick<AppClient, 'call' | 'bearer'>

const PATIENCE_MS = 60_000
const LOOK_MS = 150
const ENDED: readonly JobView['state'][] = ['completed', 'failed', 'cancelled', 'quarantined']
const AT_WORK: readonly PlanView['state'][] = ['applying', 'undoing']

/** @param cookie of the person who sits there; the local command line unless given */
export function deskOf({ call, bearer }: Caller, cookie?: string): Desk {
  const send: Desk['send'] = async <Reply>(what: string, body?: object, headers: Record<string, string> = {}) => {
    const [method = '', path = ''] = what.split(' ')
    const who = cookie === undefined ? { headers: { authorization: await bearer(), ...headers } } : { cookie, headers }
    const answer = await call(method, `api/v1/${path}`, { ...who, ...(body === undefined ? {} : { body }) })
    if (answer.status >= 300) throw new Error(`${what}: ${answer.status} ${answer.text}`)
    return answer.json as Reply
  }
  const get: Desk['get'] = (path) => send(`GET ${path}`)
  return {
    get,
    send,
    connect: async (kind, { name = kind, settings, secrets = {} }) =>
      (await send<{ connectionId: number }>('POST connections', { kind, name, settings, secrets })).connectionId,
    async change(what, body) {
      const { etag } = await get<{ etag: string }>(what.slice(what.indexOf(' ') + 1))
      return send(what, body, { 'if-match': etag })
    },
    async follow({ runId }) {
      const read = async (): Promise<JobView> => (await get<{ run: JobView }>(`runs/${runId}`)).run
      await until(`run ${runId} ended`, async () => ENDED.includes((await read()).state))
      return read()
    },
    async apply(planId) {
      const read = () => get<PlanView>(`plans/${planId}`)
      await send(`POST plans/${planId}/apply`, {})
      await until(`plan ${planId} was carried out`, async () => !AT_WORK.includes((await read()).state))
      return read()
    },
    until,
  }
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; !(await holds()); waitedMs += LOOK_MS) {
    if (waitedMs > PATIENCE_MS) throw new Error(`waited ${PATIENCE_MS / 1000} s until ${what}`)
    await wait(LOOK_MS)
  }
}
