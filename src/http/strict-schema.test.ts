import assert from 'node:assert/strict'
import { it } from 'node:test'
import { z } from 'zod'
import { strictly } from './strict-schema.ts'

const inner = z.object({ a: z.number() })

const unknownKeys = (schema: z.ZodType, value: unknown): string[] => {
  const { error } = strictly(schema).safeParse(value)
  return (error?.issues ?? []).flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))
}

it('refuses unknown members wherever an object stands', () => {
  const value = { a: 1, x: 2 }
  const places: [z.ZodType, unknown][] = [
    [inner, value],
    [z.object({ deep: inner }), { deep: value }],
    [z.array(inner), [value]],
    [z.tuple([inner]), [value]],
    [z.record(z.string(), inner), { k: value }],
    [inner.optional(), value],
    [inner.nullable(), value],
    [inner.default({ a: 1 }), value],
    [inner.prefault({ a: 1 }), value],
    [inner.readonly(), value],
    [inner.transform(({ a }) => a), value],
    [inner.extend({ b: z.string().optional() }), value],
    [inner.refine(() => true), value],
    [z.discriminatedUnion('kind', [z.object({ kind: z.literal('one') })]), { kind: 'one', x: 1 }],
  ]
  for (const [schema, given] of places) assert.deepEqual(unknownKeys(schema, given), ['x'], schema.type)
  assert.equal(strictly(z.union([inner, z.string()])).safeParse(value).success, false)
})

it('changes nothing else: checks, defaults and objects that take more on purpose', () => {
  const limit = z
    .object({ limit: z.coerce.number().int().min(1).max(200).default(50) })
    .refine((query) => query.limit !== 7)
  assert.deepEqual(strictly(limit).parse({}), { limit: 50 })
  assert.equal(strictly(limit).safeParse({ limit: 7 }).success, false)
  assert.equal(strictly(limit).safeParse({ limit: 201 }).success, false)
  assert.deepEqual(strictly(z.looseObject({ a: z.number() })).parse({ a: 1, x: 2 }), { a: 1, x: 2 })
  assert.deepEqual(strictly(inner.catchall(z.string())).parse({ a: 1, x: 'y' }), { a: 1, x: 'y' })
  assert.deepEqual(inner.parse({ a: 1, x: 2 }), { a: 1 }, 'the schema itself stays as it was')
})
