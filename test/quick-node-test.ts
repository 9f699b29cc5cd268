// Loads node:test with another way to know which test something belongs to. Its own is a hook on the life of every
// promise of the process, which makes an `await` twenty times as slow; an AsyncLocalStorage knows it for nothing.
// Comes before all that imports node:test. Without it tests pass and fail as well, only later.
import type { AsyncResourceOptions, HookCallbacks } from 'node:async_hooks'

const asyncHooks = process.getBuiltinModule('node:async_hooks')
const { AsyncResource, createHook, executionAsyncId } = asyncHooks
const running = new asyncHooks.AsyncLocalStorage<number>()
let created: HookCallbacks['init']

/** A test or a suite is one. */
class Scope extends AsyncResource {
  constructor(type: string, options?: number | AsyncResourceOptions) {
    super(type, options)
    created?.(this.asyncId(), type, this.triggerAsyncId(), this)
  }

  override runInAsyncScope<This, Result>(
    run: (this: This, ...args: unknown[]) => Result,
    self?: This,
    ...args: unknown[]
  ): Result {
    return super.runInAsyncScope(() => running.run(this.asyncId(), () => Reflect.apply(run, self, args)))
  }
}

Object.assign(asyncHooks, {
  AsyncResource: Scope,
  createHook({ init }: HookCallbacks) {
    created = init
    return { enable() {}, disable() {} }
  },
  executionAsyncId: () => running.getStore() ?? 0,
})
await import('node:test')
Object.assign(asyncHooks, { AsyncResource, createHook, executionAsyncId })
