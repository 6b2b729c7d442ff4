import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { sqliteStore } from '../../src/adapters/sqlite/store.ts'

/** In a thread: says that it is ready, waits for the gate, opens the file and migrates it; answers what failed. */
if (!isMainThread) {
  const { file, gate } = workerData
  parentPort?.postMessage('ready')
  Atomics.wait(gate, 0, 0)
  try {
    const store = sqliteStore(file)
    await store.migrate()
    await store.close()
    parentPort?.postMessage(undefined)
  } catch (error) {
    parentPort?.postMessage(String(error))
  }
}
