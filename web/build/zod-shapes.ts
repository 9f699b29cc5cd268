/**
 * Stands in for zod in the browser's build. The screens read methods, paths and lists of names from the contracts; the
 * server checks every request and makes every reply, so the checks themselves (45 kB gzipped) stay there.
 */
interface Shape {
  (...given: unknown[]): Shape
  readonly options: readonly string[]
}

/** A schema that answers every method with itself, and keeps the names of an enumeration. */
function shape(options: readonly string[]): Shape {
  const target = (): void => undefined
  const self: Shape = new Proxy(target as unknown as Shape, {
    get: (_target, name) => (name === 'options' ? options : name === 'then' ? undefined : self),
    apply: () => self,
  })
  return self
}

const plain = shape([])
const namesOf = (given: unknown): readonly string[] => (Array.isArray(given) ? given.map(String) : [])

export const z: unknown = new Proxy(
  {},
  { get: (_target, name) => (name === 'enum' ? (given: unknown) => shape(namesOf(given)) : plain) },
)
