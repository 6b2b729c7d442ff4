/** One instruction: `COPY --from=build /shop /shop` has the flag `--from=build` and the value `/shop /shop`. */
export type Instruction = { readonly name: string; readonly flags: readonly string[]; readonly value: string }

/** A FROM and what follows it. */
export type Stage = {
  readonly base: string
  readonly name: string | undefined
  readonly instructions: readonly Instruction[]
}

const instruction = (line: string): Instruction => {
  const [, name, flags = '', value] = /^([A-Z]+)\s+((?:--\S+\s+)*)(.*)$/s.exec(line) ?? []
  if (name === undefined || value === undefined) throw new Error(`no instruction: ${line}`)
  return { name, flags: flags.split(/\s+/).filter(Boolean), value: value.trim() }
}

/** The stages of a Dockerfile, in order. Knows comments and continued lines; refuses what it does not know. */
export const parseDockerfile = (text: string): readonly Stage[] => {
  const lines = text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\s*\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const stages: (Stage & { readonly instructions: Instruction[] })[] = []
  for (const { name, flags, value } of lines.map(instruction)) {
    const [base = '', , alias] = value.split(/\s+/)
    if (name === 'FROM') stages.push({ base, name: alias, instructions: [] })
    else if (stages.length === 0) throw new Error(`${name} stands before any FROM`)
    else stages.at(-1)?.instructions.push({ name, flags, value })
  }
  return stages
}

/** The values of a stage's instructions of one name. */
export const valuesOf = (stage: Stage, name: string): readonly string[] =>
  stage.instructions.filter((each) => each.name === name).map(({ value }) => value)

/** The last value of one name, which is the one in force; throws when there is none. */
export const lastOf = (stage: Stage, name: string): string => {
  const value = valuesOf(stage, name).at(-1)
  if (value === undefined) throw new Error(`no ${name}`)
  return value
}

/** What the `NAME=value` pairs of all ENV or LABEL instructions say. */
export const pairsOf = (stage: Stage, name: 'ENV' | 'LABEL'): Readonly<Record<string, string>> =>
  Object.fromEntries(
    valuesOf(stage, name)
      .flatMap((value) => [...value.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S+))/g)])
      .map(([, key = '', quoted, bare]) => [key, quoted ?? bare ?? '']),
  )
