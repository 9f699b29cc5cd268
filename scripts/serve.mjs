// The server's entry. Plain JavaScript: what reads TypeScript takes 17 MB and stays, and what it made of the files of
// `src` is in the compile cache after the first start. `node src/main.ts` serves as well.
import { enableCompileCache } from 'node:module'

enableCompileCache()
await import('../src/main.ts')
