/** A method as a line for curl needs it. */
export interface CallableMethod {
  /** Legacy REST address, such as `/1.0/environment/control/rest/stopenv`. */
  readonly path: string
  readonly verbs: readonly string[]
  readonly parameters: readonly Parameter[]
}

interface Parameter {
  readonly name: string
  readonly type: string
  readonly required: boolean
}

/** What a call has to be given beside its credential, which the old protocol counts among the parameters. */
export function neededParameters<P extends Parameter>({ parameters }: { parameters: readonly P[] }): P[] {
  return parameters.filter(({ name, required }) => required && name.toLowerCase() !== 'session')
}

/**
 * A line for a shell that calls a method at its old address with what it needs, as parts to be joined.
 * @param origin where the reader's own browser reaches the server
 * @param credential the option that carries it, if the method takes one. Never a part of the address: those end up in
 * logs and in the history of proxies
 * @param valueOf what stands for the value of a parameter that is no file
 */
export function curlParts<M extends CallableMethod>(
  origin: string,
  method: M,
  credential: readonly string[],
  valueOf: (parameter: M['parameters'][number]) => string,
): string[] {
  const parameters: M['parameters'][number][] = neededParameters(method)
  const hasFile = parameters.some(({ type }) => type === 'file')
  const data = parameters.map((parameter) => {
    const { name, type } = parameter
    if (type === 'file') return `-F ${quote(`${name}=@<${name}>`)}`
    return `${hasFile ? '-F' : '--data-urlencode'} ${quote(`${name}=${valueOf(parameter)}`)}`
  })
  const needsPost = data.length === 0 && !method.verbs.includes('GET')
  return [`curl ${needsPost ? '-X POST ' : ''}${quote(origin + method.path)}`, ...credential, ...data]
}

/** A word for a POSIX shell: nothing within single quotes means anything to it, but the quote itself. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
