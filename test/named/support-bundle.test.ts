import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import type { BundleView } from '../../src/diagnostics/contract.ts'
import { startApp, type TestApp } from '../start-app.ts'
import { PASSWORD } from '../start-http.ts'

/** As a secret of that kind looks. */
const hex = (): string => randomBytes(16).toString('hex')
const key = (): string => randomBytes(24).toString('base64url')

const CANARIES = {
  vault: key(),
  smtpPassword: `Canary pass/word+${hex()}`,
  discordToken: key(),
  discordId: '113355779922446688',
  pushoverUser: hex().slice(0, 30),
  pushoverToken: `a${hex().slice(0, 29)}`,
  tmdbKey: hex(),
  environmentKey: key(),
  keyInFile: key(),
  databasePassword: `p@ss:${hex()}`,
  metricsToken: key(),
  userOfAddress: `u${hex()}`,
  passwordOfAddress: `Canary-${hex()}`,
  questionOfAddress: `q${key()}`,
  jobPayload: key(),
  cookie: key(),
  logBearer: key(),
  logNamed: `Lena-1987-${hex()}`,
  logJwt: `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx${hex()}.${key()}`,
  logPrivateKey: key(),
  senderName: `Family-${hex()}`,
}
type Canaries = Record<string, string>

const formsOf = (secret: string): string[] => {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '')
  const json = JSON.stringify(secret).slice(1, -1)
  const raw = [secret, encodeURIComponent(secret), json, JSON.stringify(json).slice(1, -1), base64]
  return [...new Set([...raw, Buffer.from(secret).toString('base64url'), Buffer.from(secret).toString('hex')])]
}

function findCanaries(texts: ReadonlyMap<string, string>, canaries: Canaries): string[] {
  return [...texts].flatMap(([where, text]) =>
    Object.entries(canaries).flatMap(([name, secret]) =>
      formsOf(secret).some((form) => text.includes(form)) ? [`${name} in ${where}`] : [],
    ),
  )
}

/** Secrets wherever one can live; those that the server makes itself are added to the canaries. */
async function fill(app: TestApp, canaries: Canaries): Promise<void> {
  canaries['setupCode'] = String(app.app.access.setupCode?.code)
  const cookie = await app.claim()
  canaries['session'] = cookie.slice(cookie.indexOf('=') + 1)
  canaries['password'] = PASSWORD
  canaries['cliToken'] = readFileSync(join(app.dataFolder, 'keys/cli.token'), 'utf8').trim()
  canaries['vaultKey'] = readFileSync(join(app.dataFolder, 'keys/vault.key'), 'utf8').trim()
  const post = async (path: string, body: unknown) => {
    const answer = await app.cli('POST', `api/v1/${path}`, body)
    assert.ok([200, 201, 202].includes(answer.status), `${path}: ${answer.text}`)
    return answer.json
  }
  canaries['apiKey'] = String((await post('access/keys', { name: 'canary', scopes: ['read'] }))['key'])
  const { vault, smtpPassword, discordId, discordToken, pushoverToken, pushoverUser, tmdbKey } = CANARIES
  const add = (kind: string, settings: object, secrets: object) =>
    post('connections', { kind, name: `My ${kind}`, settings, secrets })
  await add('payload', { address: 'http://127.0.0.1:9/cms' }, { api_key: vault })
  await add(
    'smtp',
    { host: 'mail.example.org', from: 'radio@example.org', to: 'lena@example.org', user: 'radio' },
    { password: smtpPassword },
  )
  await add('discord', {}, { webhook_address: `https://discord.com/api/webhooks/${discordId}/${discordToken}` })
  await add('pushover', {}, { app_token: pushoverToken, user_key: pushoverUser })
  await add('tmdb', {}, { api_key: tmdbKey })
  const sender = (await post('webhooks/sources', { kind: 'radarr', name: CANARIES.senderName })) as { secret?: string }
  canaries['webhookSecret'] = String(sender.secret)
  assert.ok(canaries['webhookSecret'].length > 10)
}

/** What a careless line, or an error of a program that quotes what it was told, puts into the log. */
function writeCarelessLines(app: TestApp): void {
  const c = CANARIES
  const address = `https://${c.userOfAddress}:${encodeURIComponent(c.passwordOfAddress)}@cms.example.org/api?token=${c.questionOfAddress}`
  const lines = [
    { msg: `could not reach ${address}` },
    { msg: `asked with Authorization: Bearer ${c.logBearer}` },
    { msg: `cookie: patchbay_session=${c.cookie}; theme=dark` },
    { msg: `login of lena@example.org failed, password=${c.logNamed}, in /home/lena/music` },
    { msg: `token was ${c.logJwt}` },
    { msg: `-----BEGIN PRIVATE KEY-----\n${c.logPrivateKey}\n-----END PRIVATE KEY-----` },
    { msg: `posting to https://discord.com/api/webhooks/${c.discordId}/${c.discordToken}` },
    {
      msg: 'a job failed',
      payload: { secret: c.jobPayload },
      path: `/media/${c.jobPayload}`,
      url: address,
      kind: `x ${c.jobPayload}`,
      err: {
        type: 'Error',
        message: `500: ${c.jobPayload}`,
        code: 'EIO',
        stack: `Error: 500: ${c.jobPayload}\n    at send (file:///opt/patchbay/src/kernel/egress/client.ts:120:5)\n    at x (/home/${c.jobPayload}/x.ts:1:1)`,
      },
    },
  ]
  const text = lines
    .map((line) => `${JSON.stringify({ level: 'error', time: new Date().toISOString(), area: 'test', ...line })}\n`)
    .join('')
  writeFileSync(join(app.dataFolder, 'logs/patchbay.log'), text, { flag: 'a' })
}

async function makeBundle(
  app: TestApp,
  body: object = {},
): Promise<{ view: BundleView; texts: Map<string, string>; archive: Uint8Array }> {
  const made = await app.cli('POST', 'api/v1/support-bundles', body)
  assert.equal(made.status, 201, made.text)
  const view = made.json as unknown as BundleView
  const authorization = await app.bearer()
  const read = async (path: string): Promise<Uint8Array> => {
    const response = await fetch(new URL(`api/v1/support-bundles/${view.bundleId}/${path}`, app.address), {
      headers: { authorization },
    })
    assert.equal(response.status, 200)
    return new Uint8Array(await response.arrayBuffer())
  }
  const archive = await read('archive')
  const inArchive = unzipSync(archive)
  assert.deepEqual(Object.keys(inArchive).toSorted(), view.files.map(({ name }) => name).toSorted())
  const texts = new Map<string, string>()
  for (const { name, sha256 } of view.files) {
    const shown = await read(`files/${name}`)
    assert.deepEqual(inArchive[name], shown, `${name} is in the archive as it was shown`)
    assert.equal(createHash('sha256').update(shown).digest('hex'), sha256)
    texts.set(name, strFromU8(shown))
  }
  assert.equal(createHash('sha256').update(archive).digest('hex'), view.sha256)
  texts.set('the answer', made.text)
  return { view, texts, archive }
}

it('holds no secret, wherever one lives, and would be caught with one', { timeout: 120_000 }, async () => {
  const place = await mkdtemp(join(tmpdir(), 'patchbay-canary-'))
  const secretFile = join(place, 'key')
  writeFileSync(secretFile, `${CANARIES.keyInFile}\n`)
  const env = {
    LIBRETIME_INTERNAL_URL: 'http://127.0.0.1:9/',
    LIBRETIME_API_KEY: CANARIES.environmentKey,
    SOME_TOKEN_FILE: secretFile,
    OTHER_DSN: `postgres://patchbay:${encodeURIComponent(CANARIES.databasePassword)}@db.example.org/patchbay`,
    PATCHBAY_METRICS_TOKEN_TYPO: CANARIES.environmentKey,
  }
  const yaml = [
    'server:',
    `  metrics_token: ${CANARIES.metricsToken}`,
    `  allowed_origins: ["https://${CANARIES.userOfAddress}:${CANARIES.passwordOfAddress}@home.example.org/?key=${CANARIES.questionOfAddress}"]`,
    '  log_level: debug',
    'archive:',
    '  intake:',
    '    settle_sec: 1',
    '',
  ].join('\n')
  await using app = await startApp({ yaml, env })
  const canaries: Canaries = { ...CANARIES }
  await fill(app, canaries)
  writeCarelessLines(app)
  const { texts, view } = await makeBundle(app)
  const whole = [...texts.values()].join('\n')
  assert.ok(Object.keys(canaries).length > 25)
  assert.deepEqual(findCanaries(texts, canaries), [])
  for (const personal of ['lena', 'radio@']) assert.ok(!whole.includes(personal), personal)
  // It still says what happened and where.
  for (const told of [
    'could not reach',
    'src/kernel/egress/client.ts:120:5',
    '"code":"EIO"',
    '"PATCHBAY_PORT"',
    'discord',
  ])
    assert.ok(whole.includes(told), told)
  const taken = Object.fromEntries(view.removed.map(({ what, count }) => [what, count]))
  for (const what of ['user of an address', 'header', 'named secret', 'token', 'mail address', 'home folder'])
    assert.ok((taken[what] ?? 0) > 0, `${what} was taken out: ${JSON.stringify(taken)}`)
  // Sabotage: with one canary in one form in one file this test is red.
  for (const secret of Object.values(canaries))
    for (const form of formsOf(secret))
      assert.notDeepEqual(findCanaries(new Map([...texts, ['leak-one', `{"x":"a ${form} b"}`]]), canaries), [])
  await rm(place, { recursive: true })
})

it('leaves in what an admin ticks, gives the bytes that were shown, and is written down', async () => {
  await using app = await startApp()
  await app.claim()
  writeCarelessLines(app)
  const { texts, view } = await makeBundle(app, { keepsMail: true, keepsHomes: true })
  assert.match(texts.get('log.ndjson') ?? '', /lena@example\.org.*\/home\/lena\/music/)
  const audit = await app.get<{ items: { action: string; subject: string }[] }>('api/v1/access/audit?action=support.')
  assert.deepEqual(
    audit.items.map(({ action, subject }) => [action, subject]),
    [
      ['support.bundle.taken', view.bundleId],
      ['support.bundle.made', view.bundleId],
    ],
  )
  const gone = await app.cli('GET', `api/v1/support-bundles/${'0'.repeat(16)}/archive`)
  assert.deepEqual([gone.status, gone.json['code']], [404, 'support/no-such-bundle'])
  await app.restart()
  assert.equal((await app.cli('GET', `api/v1/support-bundles/${view.bundleId}/archive`)).status, 404)
})

it('is for admins only', async () => {
  await using app = await startApp()
  await app.claim()
  const scopes = ['read', 'jobs:write', 'files:move', 'files:delete', 'logs:read', 'config:write', 'secrets:write']
  const made = await app.cli('POST', 'api/v1/access/keys', { name: 'all but admin', scopes })
  const headers = { authorization: `Bearer ${String(made.json['key'])}` }
  for (const [method, path] of [
    ['POST', 'support-bundles'],
    ['GET', 'data/tables'],
    ['GET', 'data/tables/access_people/rows'],
  ] as const)
    assert.equal((await app.call(method, `api/v1/${path}`, { headers })).status, 403, path)
})
