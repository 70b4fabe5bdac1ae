import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Place } from '../access/context.ts'
import { ApiError } from '../errors.ts'
import { hasBody } from '../doors/read-text.ts'

/** Requests worked on at once. With more of them none would be answered sooner, and each would take longer. */
const mostAtWork = 128

/** How long a request waits to be worked on. Milliseconds; an answer within three seconds has to fit in the rest. */
const longestWait = 500

/**
 * A turn of the event loop that has lasted this long takes on no further request, so that what was begun gets on:
 * signing in takes a dozen turns. Milliseconds.
 */
const longestTurn = 20

declare module 'http' {
  interface IncomingMessage {
    /** Set once it has been admitted. */
    place: RequestPlace | undefined
  }
}

export interface Admission {
  /**
   * Called when a request is about to be worked on. An upload is not there yet: it is asked for again when it is, unless
   * it is passed on as it arrives.
   * @returns what to wait for, unless its turn has come
   * @throws ApiError `OVERLOADED`, by the promise too
   */
  admit(request: IncomingMessage): Promise<void> | undefined
  /** Called when its answer is made, however long its client takes to read it. */
  done(request: IncomingMessage): void
  /** Called when it is over, or its client gone. */
  release(request: IncomingMessage): void
}

/**
 * Works on as many requests at a time as can be answered in time; the next wait, and are told to come again when that
 * takes too long, so that what is begun is not for nothing.
 * @param server whose connections are minded
 * @param most requests that wait, are worked on, or are read by their clients
 * @param onGone is told of a request whose client is gone where Node does not say so
 */
export function limitLoad(
  server: Server,
  most: number,
  onGone: (request: IncomingMessage) => void = () => {},
): Admission {
  const load = new Load()
  /** Those of a connection that are not over. */
  const requestsOf = new WeakMap<Socket, IncomingMessage[]>()
  server.on('connection', (socket) => {
    load.isConnecting = true
    const requests: IncomingMessage[] = []
    requestsOf.set(socket, requests)
    socket.once('close', () => {
      // Node says so of the one that is next to be answered, and of no other.
      process.nextTick(() => {
        for (const request of [...requests]) {
          release(request)
          onGone(request)
        }
      })
    })
  })
  server.prependListener('request', (request) => void requestsOf.get(request.socket)!.push(request))

  function release(request: IncomingMessage) {
    const { place, socket, note } = request
    remove(requestsOf.get(socket)!, request)
    if (!place) return
    place.leave()
    // A door goes on with what it has begun, and says when that is done.
    if (!note) place.finish()
  }

  return {
    admit: (request) => {
      const { socket, place: known } = request
      if (socket.destroyed || (!known && load.underWay >= most)) throw overloaded()
      const place = (request.place ??= new RequestPlace(load))
      if (isArriving(request)) {
        if (!known) request.once('end', () => place.arrive())
        return
      }
      if (place.isAtWork) return
      place.arrive()
      if (load.waiting.length === 0 && load.hasRoom()) place.begin()
      else return place.wait()
    },
    done: ({ place }) => place?.finish(),
    release,
  }
}

/** What comes along with other verbs is not read. */
function isArriving(request: IncomingMessage) {
  return request.method === 'POST' && hasBody(request) && !request.readableEnded
}

class Load {
  /** Requests that wait, are worked on, or are read by their clients. */
  underWay = 0
  atWork = 0
  /** What begins the work on those that wait, the first to come first. */
  readonly waiting: (() => void)[] = []
  /**
   * Whether a connection was accepted. A turn accepts one, so of many the last would wait for as many turns: the next
   * one is kept short. https://github.com/libuv/libuv/pull/3696
   */
  isConnecting = false
  /** When the turn of the event loop began in which requests are taken on. */
  private turnSince: number | undefined
  private turnLasts = longestTurn

  hasRoom(): boolean {
    if (this.atWork >= mostAtWork) return false
    if (this.turnSince !== undefined) return performance.now() - this.turnSince < this.turnLasts
    this.turnSince = performance.now()
    setImmediate(this.endTurn)
    return true
  }

  takeNext = () => {
    const [begin] = this.waiting
    if (!begin || !this.hasRoom()) return
    begin()
    // Once all that it can do by itself is done.
    if (this.waiting.length) queueMicrotask(() => process.nextTick(this.takeNext))
  }

  private readonly endTurn = () => {
    this.turnSince = undefined
    this.turnLasts = this.isConnecting ? 0 : longestTurn
    this.isConnecting = false
    this.takeNext()
  }
}

class RequestPlace implements Place {
  since: number | undefined
  isAtWork = false
  private isUnderWay = false
  private isOver = false
  /** How many parts of it wait elsewhere. While any does, it is not counted. */
  private elsewhere = 0
  /** Set while it waits to be worked on. */
  private giveUp: (() => void) | undefined

  constructor(private readonly load: Load) {}

  arrive() {
    if (this.isOver || this.isUnderWay) return
    this.since = performance.now()
    this.isUnderWay = true
    if (this.elsewhere === 0) this.load.underWay += 1
  }

  wait(): Promise<void> {
    const { load } = this
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer)
        remove(load.waiting, begin)
        this.giveUp = undefined
      }
      const begin = () => {
        settle()
        this.begin()
        resolve()
      }
      this.giveUp = () => {
        settle()
        reject(overloaded())
      }
      const timer = setTimeout(this.giveUp, longestWait)
      load.waiting.push(begin)
    })
  }

  begin() {
    if (this.isOver) return
    this.isAtWork = true
    if (this.elsewhere === 0) this.load.atWork += 1
  }

  finish() {
    if (!this.isAtWork) return
    this.isAtWork = false
    if (this.elsewhere === 0) this.load.atWork -= 1
    this.load.takeNext()
  }

  leave() {
    this.giveUp?.()
    if (this.isUnderWay && this.elsewhere === 0) this.load.underWay -= 1
    this.isUnderWay = false
    this.isOver = true
  }

  async whileElsewhere<T>(wait: Promise<T>): Promise<T> {
    if (this.elsewhere++ === 0) this.count(-1)
    try {
      return await wait
    } finally {
      if (--this.elsewhere === 0) this.count(1)
    }
  }

  private count(change: 1 | -1) {
    if (this.isUnderWay) this.load.underWay += change
    if (this.isAtWork) this.load.atWork += change
    if (change < 0) this.load.takeNext()
  }
}

/** From a list that is short, or from its begin. A Set would not do: see `roster.ts`. */
function remove<T>(list: T[], one: T) {
  const at = list.indexOf(one)
  if (at >= 0) list.splice(at, 1)
}

function overloaded() {
  return new ApiError('OVERLOADED', 'The server is busy. Try again in 1 second.', { retryAfter: 1 })
}
