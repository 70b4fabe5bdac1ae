import { connect } from 'node:net'

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Buffer} data the bytes of the whole answer
 * @property {number} bodyAt where in them the body starts
 * @property {number} began when the request was handed to the system, by `performance.now()`
 * @property {number} ended when the last byte of the answer was there
 */

/**
 * A connection that carries one request at a time and knows just enough HTTP for that: the generator shares two cores
 * with what it measures, and must not be the slower of the two. An answer without Content-Length, or with more bytes
 * than it says, is an error.
 */
export class Connection {
  /** @type {import('node:net').Socket} */ #socket
  /** @type {Buffer | undefined} */ #pending
  /** @type {((answer: Answer) => void) | undefined} */ #onAnswer
  /** @type {(error: Error) => void} */ #onError
  #began = 0
  #head = ''
  #length = 0

  /**
   * @param {number} port
   * @param {(error: Error) => void} onError is told once, when the connection is of no more use
   */
  constructor(port, onError) {
    this.#onError = (error) => {
      this.#onError = () => {}
      onError(error)
    }
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true })
    this.#socket.on('data', (chunk) => this.#read(chunk))
    this.#socket.on('error', (error) => this.#onError(error))
    this.#socket.on('close', () => this.#onError(new Error('The server closed the connection')))
  }

  /** @returns {Promise<void>} */
  ready() {
    return new Promise((resolve, reject) => {
      this.#socket.once('connect', resolve)
      this.#socket.once('error', reject)
    })
  }

  /**
   * @param {string} request its bytes, in latin1
   * @param {(answer: Answer) => void} onAnswer
   */
  send(request, onAnswer) {
    this.#onAnswer = onAnswer
    this.#began = performance.now()
    this.#socket.write(request, 'latin1')
  }

  close() {
    this.#onError = () => {}
    this.#socket.destroy()
  }

  /** @param {Buffer} chunk */
  #read(chunk) {
    const data = this.#pending ? Buffer.concat([this.#pending, chunk]) : chunk
    const headEnd = data.indexOf('\r\n\r\n')
    if (headEnd < 0) {
      this.#pending = data
      return
    }
    const bodyAt = headEnd + 4
    const end = bodyAt + this.#lengthIn(data.latin1Slice(0, headEnd))
    if (data.length < end) {
      this.#pending = data
      return
    }
    this.#pending = undefined
    const onAnswer = this.#onAnswer
    this.#onAnswer = undefined
    if (!onAnswer || data.length > end || Number.isNaN(end)) {
      this.#onError(new Error(`An answer that is not one: ${data.latin1Slice(0, 300)}`))
      this.#socket.destroy()
      return
    }
    const status = (data[9] - 48) * 100 + (data[10] - 48) * 10 + (data[11] - 48)
    onAnswer({ status, data, bodyAt, began: this.#began, ended: performance.now() })
  }

  /** Heads are alike for a second at a time. @param {string} head */
  #lengthIn(head) {
    if (head !== this.#head) {
      this.#head = head
      this.#length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? NaN)
    }
    return this.#length
  }
}
