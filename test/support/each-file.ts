import 'reflect-metadata'
import { forgetAll } from './secrets.ts'

// Files share what a worker has loaded, and each looks for its own secrets.
forgetAll()
