// A bare node:http server: what all others are measured against.
import { runPeer, send, whenRead } from './peer.js'

runPeer((request, response) => whenRead(request, () => send(response)))
