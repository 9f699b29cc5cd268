import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { moveOf, openTestRoom, put } from '../../test/transfer-room.ts'
import { withSuffix } from './free-names.ts'

describe('free names', () => {
  it('puts one suffix behind the name that a group shares', () => {
    assert.deepEqual(withSuffix(['d/a.b.jpg', 'd/a.b.jpg.xmp', 'd/a.b.mov', 'd/other.json'], '_2'), [
      'd/a.b_2.jpg',
      'd/a.b_2.jpg.xmp',
      'd/a.b_2.mov',
      'd/other_2.json',
    ])
    assert.deepEqual(withSuffix(['.hidden'], '_1'), ['.hidden_1'])
    const [long] = withSuffix([`${'ä'.repeat(125)}.jpg`], '_10')
    assert.equal(Buffer.byteLength(String(long)) <= 255, true)
    assert.match(String(long), /_10\.jpg$/)
  })

  it('avoids files on disk, targets of open moves, its own earlier answers, and all that collide with them', async () => {
    await using room = await openTestRoom()
    put(room.archive, '2021/A.JPG', 'on disk')
    put(room.inbox, 'a.jpg', 'a')
    await room.db.tx((tx) => room.transfer.prepare(tx, [moveOf([room.inbox, 'a.jpg'], [room.archive, '2021/a_1.jpg'])]))
    const finder = await room.nameFinder(room.archive.id)
    assert.deepEqual(await finder.take({ relPaths: ['2021/a.jpg', '2021/a.mov'] }), {
      suffix: '_2',
      relPaths: ['2021/a_2.jpg', '2021/a_2.mov'],
    })
    assert.deepEqual((await finder.take({ relPaths: ['2021/a.jpg'] })).relPaths, ['2021/a_3.jpg'])
    assert.deepEqual(await finder.take({ relPaths: ['2022/a.jpg'] }), { suffix: '', relPaths: ['2022/a.jpg'] })
    assert.equal((await finder.take({ relPaths: ['2022/A.jpg'] })).suffix, '_1')
  })
})
