import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { BY_HAND, startApp, type TestApp } from '../../../../test/start-app.ts'
import { openSyncthingPair, syncthingMissing, type SyncthingPair, until } from '../../../../test/syncthing.ts'
import type { ConnectionView, DoctorReport, TestView } from '../../../connections/contract.ts'
import type { OperationView, PlanView } from '../../../plans/contract.ts'
import type { LocalView, PlanMade, ServiceView } from './contract.ts'

const skip = syncthingMissing()

async function post<Body>(app: TestApp, path: string, body: unknown): Promise<Body> {
  const { status, text } = await app.cli('POST', `api/v1/${path}`, body)
  assert.ok(status < 300, `${path}: ${text}`)
  return JSON.parse(text) as Body
}

async function refusalOf(app: TestApp, path: string, body: unknown): Promise<string> {
  const { status, text } = await app.cli('POST', `api/v1/${path}`, body)
  assert.ok(status >= 400 && status < 500, text)
  return (JSON.parse(text) as { code: string }).code
}

/** Applies the plan, or undoes it, and waits for its end. */
async function settle(app: TestApp, planId: number, act: 'apply' | 'undo'): Promise<string> {
  await post(app, `plans/${planId}/${act}`, {})
  const isSettled = ({ state }: PlanView) => state !== 'applying' && state !== 'undoing'
  for (;;) {
    const plan = await app.get<PlanView>(`api/v1/plans/${planId}`)
    if (isSettled(plan)) {
      const { items } = await app.get<{ items: OperationView[] }>(`api/v1/plans/${planId}/operations`)
      const problems = items.flatMap(({ error }) => (error === null ? [] : [error.code]))
      return [plan.state, ...problems].join(' ')
    }
    await wait(100)
  }
}

/** A server that finds A of the pair where its environment says. */
async function startWith({ a }: Pick<SyncthingPair, 'a'>): Promise<{ app: TestApp; connectionId: number }> {
  const app = await startApp({ yaml: BY_HAND, env: { STHOMEDIR: a.home } })
  const { items } = await post<{ items: LocalView[] }>(app, 'syncthing/find', { mayRead: true })
  const found = items.find(({ file }) => file.startsWith(a.home))
  assert.equal(found?.address, a.url)
  assert.ok(!JSON.stringify(items).includes(a.key))
  return {
    app,
    ...(await post<{ connectionId: number }>(app, 'syncthing/connect', { file: found?.file, mayRead: true })),
  }
}

describe('a Syncthing that is set up from here', { skip }, () => {
  it('is found with consent, shares the batches with a peer by a plan, and is as before when that is undone', async () => {
    await using pair = await openSyncthingPair({ isShared: false })
    const { app, connectionId } = await startWith(pair)
    await using _ = app
    const { a, b } = pair
    const service = await app.get<ServiceView>(`api/v1/syncthing/${connectionId}`)
    assert.deepEqual([service.deviceId, service.devices, service.folders], [a.deviceId, [], []])
    assert.ok(!JSON.stringify(service).includes(a.key))
    await until(async () => {
      const { asking } = await app.get<ServiceView>(`api/v1/syncthing/${connectionId}`)
      return asking.some(({ deviceId }) => deviceId === b.deviceId)
    }, 'B asks to be let in')
    const share = `syncthing/${connectionId}/share`
    assert.equal(await refusalOf(app, share, { deviceId: a.deviceId }), 'syncthing/own-device')
    const wrong = b.deviceId.slice(0, -1) + (b.deviceId.endsWith('A') ? 'B' : 'A')
    assert.equal(await refusalOf(app, share, { deviceId: wrong }), 'syncthing/bad-device-id')
    const { listenAddresses: addresses } = (await b.ask('GET', 'config/options')) as { listenAddresses: string[] }
    const peer = { deviceId: b.deviceId.toLowerCase(), name: 'NAS', addresses }
    const { planId } = await post<PlanMade>(app, share, peer)
    assert.deepEqual(await a.ask('GET', 'config/folders'), [])
    const chosen = async () => {
      const { settings } = await app.get<ConnectionView>(`api/v1/connections/${connectionId}`)
      return [settings['folder_id'], settings['device_id']]
    }
    assert.deepEqual(await chosen(), [undefined, undefined], 'a plan changes nothing')
    assert.equal(await settle(app, Number(planId), 'apply'), 'applied')
    assert.deepEqual(await chosen(), ['patchbay-batches', b.deviceId])
    const shared = await app.get<ServiceView>(`api/v1/syncthing/${connectionId}`)
    const [folder] = shared.folders
    assert.deepEqual([folder?.folderId, folder?.deviceIds], ['patchbay-batches', [b.deviceId]])
    assert.equal(folder?.path, shared.batchFolder)
    assert.equal(((await a.ask('GET', 'config/folders/patchbay-batches')) as { type: string }).type, 'sendonly')
    const again = await post<PlanMade>(app, share, { deviceId: b.deviceId, name: 'NAS' })
    assert.equal(again.planId, null)
    const test = await post<TestView>(app, `connections/${connectionId}/test`, {})
    assert.ok(test.isWell, JSON.stringify(test))
    await pair.untilConnected()
    const { checks } = await app.get<DoctorReport>('api/v1/doctor')
    const said = checks.find(({ id }) => id === 'sync-service')?.findings.map(({ said: one }) => one.code)
    assert.deepEqual(said, ['sync-well'])
    assert.equal(await settle(app, Number(planId), 'undo'), 'undone')
    assert.deepEqual(await a.ask('GET', 'config/folders'), [])
    assert.deepEqual(await chosen(), [undefined, undefined], 'its undo brings back what the connection was about')
    assert.ok(!app.logLines.join('').includes(a.key))
  })

  it('opens its screen to others only with a password and TLS, is still reached, and goes back on undo', async () => {
    await using pair = await openSyncthingPair({ isShared: false })
    const { app, connectionId } = await startWith(pair)
    await using _ = app
    const { a } = pair
    const path = `syncthing/${connectionId}/listeners`
    const before = (await app.get<ServiceView>(`api/v1/syncthing/${connectionId}`)).screen.address
    const port = before.split(':')[1]
    const open = { address: `0.0.0.0:${port}`, hasTls: true }
    assert.equal(await refusalOf(app, path, { screen: open }), 'syncthing/screen-needs-password')
    await a.ask('PATCH', 'config/gui', { user: 'me', password: 'secret' })
    await until(async () => (await fetch(`${a.url}/`)).status === 401, 'it asks for the password')
    assert.equal(await refusalOf(app, path, { screen: { ...open, hasTls: false } }), 'syncthing/screen-needs-tls')
    assert.equal(await refusalOf(app, path, { listeners: ['nowhere'] }), 'syncthing/bad-listener')
    const taken = { address: `127.0.0.1:${new URL(pair.b.url).port}`, hasTls: false }
    const clash = await post<PlanMade>(app, path, { screen: taken })
    assert.equal(await settle(app, Number(clash.planId), 'apply'), 'partial syncthing/port-taken')
    const { planId, exposes } = await post<PlanMade>(app, path, {
      screen: open,
      listeners: ['tcp://0.0.0.0:22999'],
    })
    assert.deepEqual(
      exposes.map(({ code }) => code),
      ['sync-setup.screen-open', 'sync-setup.listener-network'],
    )
    assert.equal(await settle(app, Number(planId), 'apply'), 'applied')
    const moved = await app.get<ServiceView>(`api/v1/syncthing/${connectionId}`)
    assert.deepEqual([moved.screen.address, moved.screen.hasTls], [open.address, true])
    assert.deepEqual(moved.listeners.configured, ['tcp://0.0.0.0:22999'])
    assert.equal(moved.reachedAt, `https://127.0.0.1:${port}/`)
    const test = await post<TestView>(app, `connections/${connectionId}/test`, {})
    assert.ok(test.isWell, JSON.stringify(test))
    assert.equal(await settle(app, Number(planId), 'undo'), 'undone')
    const back = await app.get<ServiceView>(`api/v1/syncthing/${connectionId}`)
    assert.deepEqual([back.screen.address, back.screen.hasTls, back.reachedAt], [before, false, `${a.url}/`])
    assert.equal(back.listeners.configured.length, 1)
    assert.ok(back.listeners.configured[0]?.startsWith('tcp://127.0.0.1:'))
  })
})

describe('a configuration of Syncthing that can’t be used', () => {
  const folders: string[] = []
  after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

  it('is told as such, and no other file is read', async () => {
    const home = await mkdtemp(join(tmpdir(), 'patchbay-syncthing-home-'))
    folders.push(home)
    await writeFile(join(home, 'config.xml'), '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><configuration/>')
    await using app = await startApp({ yaml: BY_HAND, env: { STHOMEDIR: home } })
    const { items } = await post<{ items: LocalView[] }>(app, 'syncthing/find', { mayRead: true })
    const found = items.find(({ file }) => file.startsWith(home))
    assert.equal(found?.problem?.code, 'syncthing/config-unreadable')
    const connect = { file: '/etc/passwd', mayRead: true }
    assert.equal(await refusalOf(app, 'syncthing/connect', connect), 'syncthing/no-such-config')
    const withoutConsent = await app.cli('POST', 'api/v1/syncthing/find', {})
    assert.equal(withoutConsent.status, 400)
  })
})
