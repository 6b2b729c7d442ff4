import { existsSync, readFileSync } from 'node:fs'

// Counts the cases in vitest's own report. Whatever has no case to show for its failure counts as one: a file that could
// not be loaded, and (by the exit code, the one argument) types, style, or a run that never came to a report.
const report = 'node_modules/.cache/test-report.json'
const files = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : []
const count = (file, status) => file.assertionResults.filter((result) => result.status === status).length

let [passed, failed] = [0, 0]
for (const file of files) {
  passed += count(file, 'passed')
  failed += file.status === 'failed' ? Math.max(1, count(file, 'failed')) : 0
}
if (process.argv[2] !== '0') failed = Math.max(1, failed)
process.stdout.write(`${passed} passed, ${failed} failed\n`)
