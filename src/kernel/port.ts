/** What a feature needs from outside, by name: connectors fill it, `connections.open` hands it out. */
export interface Port<Shape> {
  readonly name: string
  /** Never set: it carries the type. */
  readonly filled?: Shape
}

/** @param name `room.noun`, e.g. `radio.track-library`; unique */
export const definePort = <Shape>(name: string): Port<Shape> => ({ name })

/** A connection's ports, by their names. */
export type Filled = readonly (readonly [string, unknown])[]

/** One entry of a connection's ports. */
export const fill = <Shape>(port: Port<Shape>, with_: Shape): readonly [string, unknown] => [port.name, with_]
