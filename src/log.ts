import { type Logger, pino } from 'pino'
import sonicBoom from 'sonic-boom'

/** A pipe takes this much as a whole, so that lines of several processes do not mix. https://man7.org/linux/man-pages/man7/pipe.7.html */
const wholeWrite = 4_096

/** How often the end of the process waits for a reader of the log that is too slow: 100 ms each. */
const waitsAtTheEnd = 10

/**
 * Opens the log of this process: a line of JSON for each entry, written while other work goes on. What cannot be
 * written, because the disk is full or the terminal closed, neither ends the process nor keeps it from ending. It is
 * written later, if that becomes possible, and the log says how many lines were lost until then.
 * @param descriptor where to: standard output
 * @param mostWaiting how much may wait to be written, so that memory does not grow with it. Bytes.
 */
export function openLog(level: string, descriptor = 1, mostWaiting = 16 * 1024 * 1024): Logger {
  let waits = Infinity
  const output = new sonicBoom.SonicBoom({
    fd: descriptor,
    maxLength: mostWaiting,
    maxWrite: wholeWrite,
    retryEAGAIN: () => waits-- > 0,
  })
  const log = pino({ level }, output)

  // It keeps what it could not write, and tries again with the next line.
  output.on('error', () => {})
  let lost = 0
  output.on('drop', () => lost++)
  output.on('drain', () => {
    if (lost) log.warn({ lines: lost }, 'Lines of the log are lost: they could not be written in time.')
    lost = 0
  })
  process.once('exit', () => {
    waits = waitsAtTheEnd
    try {
      output.flushSync()
    } catch {
      // There is nobody left to tell.
    }
  })
  return log
}
