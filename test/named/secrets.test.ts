import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { picture } from '../pictures.ts'
import { PASSWORD } from '../start-http.ts'
import { QUICK, startApp } from '../start-app.ts'

it('D6: shows no secret in any answer, log line or event', { timeout: 90_000 }, async () => {
  const metricsToken = 'canary-metrics-token-31337'
  await using app = await startApp({ yaml: `${QUICK}server:\n  log_level: debug\n  metrics_token: ${metricsToken}\n` })
  const setupCode = String(app.app.access.setupCode?.code)
  const cookie = await app.claim()
  const session = cookie.slice(cookie.indexOf('=') + 1)
  const made = await app.cli('POST', 'api/v1/access/keys', { name: 'canary', scopes: ['read'] })
  const key = String(made.json['key'] ?? made.json['secret'])
  assert.ok(made.status === 201 && key.length > 20, made.text)
  const cliToken = readFileSync(join(app.dataFolder, 'keys/cli.token'), 'utf8').trim()
  await app.call('POST', 'api/v1/session', { body: { name: 'Ann', password: PASSWORD } })
  await app.call('POST', 'api/v1/session', { body: { name: 'Ann', password: `${PASSWORD} wrong` } })
  await app.call('GET', `api/v1/archive?key=${key}`, { headers: { 'x-api-key': key } })
  await app.drop({ 'inbox/IMG_20230102_030405.jpg': picture() })
  await app.settled()
  const secrets = { metricsToken, setupCode, session, key, cliToken, password: PASSWORD }
  const document = await app.get<{ paths: Record<string, Record<string, unknown>> }>('api/v1/openapi.json')
  const gets = Object.entries(document.paths).flatMap(([path, methods]) =>
    'get' in methods ? [path.replaceAll(/\{\w+\}/g, '1').slice(1)] : [],
  )
  assert.ok(gets.length > 30)
  const heard = new Map<string, string>()
  for (const path of gets.filter((one) => !/stream|tail|\/ws$/.test(one)))
    heard.set(`GET ${path}`, (await app.cli('GET', path)).text)
  await app.stop()
  heard.set('terminal', app.logLines.join(''))
  const logs = join(app.dataFolder, 'logs')
  for (const name of readdirSync(logs)) heard.set(`logs/${name}`, readFileSync(join(logs, name), 'utf8'))
  for (const [where, text] of heard) {
    for (const [name, secret] of Object.entries(secrets))
      assert.equal(text.includes(secret), false, `${name} in ${where}`)
  }
  assert.ok((heard.get('GET api/v1/config') ?? '').includes('********'))
})
