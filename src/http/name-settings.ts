/** What to do where an address cannot be listened on. @param of begins the names of its settings */
const advice: Record<string, (of: string) => string> = {
  EADDRINUSE: (of) => `Something else listens there: end it, or set ${of}PORT to another port.`,
  EACCES: (of) => `This user may not listen there: set ${of}PORT to 1024 or more.`,
  EADDRNOTAVAIL: notOfThisMachine,
  ENOTFOUND: notOfThisMachine,
  EAI_AGAIN: notOfThisMachine,
}

/**
 * Waits until an address is listened on.
 * @throws Error that names the settings to change where it cannot be
 */
export async function nameSettings<T>(of: '' | 'METRICS_', listening: Promise<T>): Promise<T> {
  return listening.catch((error: NodeJS.ErrnoException) => {
    const todo = advice[error.code ?? '']?.(of) ?? `Change ${of}HOST or ${of}PORT.`
    throw new Error(`${error.message}. ${todo}`)
  })
}

function notOfThisMachine(of: string) {
  return `That is no address of this machine: set ${of}HOST to one, such as 127.0.0.1.`
}
