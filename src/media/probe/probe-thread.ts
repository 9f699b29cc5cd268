import { parentPort, workerData } from 'node:worker_threads'
import { createFileProber, type ProbeRequest } from './probe-file.ts'

/** Entry of a worker thread of `prober.ts`. Its data: memory in which [0] set to 1 means: leave the file. */
const flags = workerData as Int32Array
const probe = createFileProber(() => Atomics.load(flags, 0) === 1)

parentPort?.on('message', (request: ProbeRequest) => {
  void probe(request).then((answer) => parentPort?.postMessage(answer))
})
