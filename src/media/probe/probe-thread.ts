import { parentPort } from 'node:worker_threads'
import { serveThread } from '../../kernel/serve-thread.ts'
import { createFileProber, type ProbeRequest } from './probe-file.ts'

/** Entry of a worker thread of `prober.ts`. Its data: memory in which [0] set to 1 means: leave the file. */
serveThread<Int32Array, ProbeRequest>((flags) => {
  const probe = createFileProber(() => Atomics.load(flags, 0) === 1)
  return { answer: (request) => void probe(request).then((answer) => parentPort?.postMessage(answer)) }
})
