import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assertMayListen, exposuresOf, isListener, reachOf, readListening } from './model.ts'
import type { Screen } from './ports.ts'

const SCREEN = { address: '127.0.0.1:8384', used: '127.0.0.1:8384', isOverridden: false, isLocked: true, hasTls: false }

function refusalOf(to: Screen, screen = SCREEN, reachedAt = 'http://127.0.0.1:8384/'): string {
  try {
    assertMayListen({ screen, reachedAt }, to)
    return 'none'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('where Syncthing listens', () => {
  it('is told by who can reach it', () => {
    const reaches = [
      '127.0.0.1:8384',
      'localhost:1',
      '[::1]:8384',
      '0.0.0.0:8384',
      ':8384',
      '[::]:8384',
      '192.168.1.5:80',
    ]
    assert.deepEqual(
      reaches.map((address) => readListening(address)?.reach),
      ['loopback', 'loopback', 'loopback', 'all', 'all', 'all', 'one'],
    )
    for (const wrong of [
      '8384',
      '127.0.0.1',
      'http://127.0.0.1:8384',
      '127.0.0.1:0',
      '127.0.0.1:70000',
      '/run/st.sock',
    ])
      assert.equal(readListening(wrong), undefined, wrong)
    assert.deepEqual(
      [
        'tcp://127.0.0.1:22000',
        'tcp://:22000',
        'quic://0.0.0.0:22000',
        'default',
        'relay://x',
        'dynamic+https://x/y',
      ].map(reachOf),
      ['loopback', 'network', 'network', 'network', 'relay', 'relay'],
    )
    assert.deepEqual(['default', 'tcp4://:22000', 'relay://a', 'udp://:1', 'tcp://nowhere', ''].map(isListener), [
      true,
      true,
      true,
      false,
      false,
      false,
    ])
  })

  it('stays on the loopback without a password and TLS', () => {
    const open = { address: '0.0.0.0:8384', hasTls: true }
    assert.equal(refusalOf(open), 'none')
    assert.equal(refusalOf({ ...open, hasTls: false }), 'syncthing/screen-needs-tls')
    assert.equal(refusalOf(open, { ...SCREEN, isLocked: false }), 'syncthing/screen-needs-password')
    assert.equal(refusalOf({ address: '127.0.0.1:9999', hasTls: false }, { ...SCREEN, isLocked: false }), 'none')
    assert.equal(refusalOf({ ...open, address: 'everywhere' }), 'syncthing/bad-screen-address')
    assert.equal(refusalOf(open, { ...SCREEN, isOverridden: true }), 'syncthing/screen-overridden')
  })

  it('stays where Patchbay reaches it', () => {
    const one = { address: '192.168.1.5:8384', hasTls: true }
    assert.equal(refusalOf(one), 'syncthing/would-lose-it')
    assert.equal(refusalOf(one, SCREEN, 'https://192.168.1.5:8384/'), 'none')
    const home = { address: '127.0.0.1:8384', hasTls: false }
    assert.equal(refusalOf(home, SCREEN, 'https://192.168.1.5:8384/'), 'syncthing/would-lose-it')
  })

  it('is told by what it exposes', () => {
    const codes = (screen: Screen, listeners: string[]) => exposuresOf(screen, listeners).map(({ code }) => code)
    assert.deepEqual(codes(SCREEN, ['tcp://127.0.0.1:1']), ['screen-closed', 'listener-loopback'])
    assert.deepEqual(codes({ address: ':8384', hasTls: true }, ['default']), ['screen-open', 'listener-default'])
    assert.deepEqual(codes({ address: ':8384', hasTls: false }, []), ['screen-open-plain'])
  })
})
