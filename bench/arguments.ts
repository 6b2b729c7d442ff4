import { parseArgs } from 'node:util'

/** How often and how long everything is measured; `milliseconds` are those of a round. */
export type Effort = {
  readonly rounds: number
  readonly milliseconds: number
  readonly starts: number
  /** Ends at this number of answers, or after this time. */
  readonly warmUp: { readonly answers: number; readonly milliseconds: number }
}

const FULL: Effort = { rounds: 15, milliseconds: 1_200, starts: 15, warmUp: { answers: 40_000, milliseconds: 5_000 } }
const QUICK: Effort = { rounds: 5, milliseconds: 200, starts: 3, warmUp: { answers: 12_000, milliseconds: 900 } }

/** What was asked for cannot be done; the message says it in a sentence. */
export class Misuse extends Error {}

export type Arguments = { readonly effort: Effort; readonly against: string | undefined; readonly only: Set<string> }

/** Reads the command line; `names` are those that `--only` may say. */
export const readArguments = (args: string[], names: readonly string[]): Arguments => {
  const { quick, against, only } = parse(args)
  const chosen = only?.split(',') ?? names
  const unknown = chosen.find((name) => !names.includes(name))
  if (unknown !== undefined) throw new Misuse(`there is no workload '${unknown}', only ${names.join(', ')}`)
  return { effort: quick ? QUICK : FULL, against, only: new Set(chosen) }
}

const parse = (args: string[]) => {
  try {
    const options = { quick: { type: 'boolean' }, against: { type: 'string' }, only: { type: 'string' } } as const
    return parseArgs({ args, options }).values
  } catch (reason) {
    // After its first sentence Node gives advice.
    const [sentence = ''] = String(reason instanceof Error ? reason.message : reason).split(/\. |\n/)
    throw new Misuse(`${sentence}: there are --quick, --against REV and --only NAME,NAME`)
  }
}
