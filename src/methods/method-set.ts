import { apiMethods } from './catalogue.ts'

const positions = new Map(apiMethods.map((method, position) => [method.id, position]))

/**
 * An immutable set of methods of the catalogue, one bit each: a token that holds all of them costs 45 bytes, and a
 * look-up is one shift. A name that the catalogue does not know is in no set.
 */
export class MethodSet {
  private readonly bits: Uint32Array

  /** @param names full names such as `environment.control.StopEnv`; unknown ones are left out. */
  constructor(names: Iterable<string>) {
    this.bits = new Uint32Array(Math.ceil(apiMethods.length / 32))
    for (const name of names) {
      const position = positions.get(name)
      if (position !== undefined) this.bits[position >> 5]! |= 1 << (position & 31)
    }
  }

  has(name: string): boolean {
    const position = positions.get(name)
    return position !== undefined && (this.bits[position >> 5]! & (1 << (position & 31))) !== 0
  }
}
