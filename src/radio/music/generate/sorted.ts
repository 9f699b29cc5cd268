/** Index of the first of numbers in order that is greater. */
export function firstAfter(numbers: readonly number[], than: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) <= than) low = middle + 1
    else high = middle
  }
  return low
}

/** Index of the first of numbers in order that is not less. */
export function firstFrom(numbers: readonly number[], from: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) < from) low = middle + 1
    else high = middle
  }
  return low
}

export function insertSorted(numbers: number[], one: number): void {
  numbers.splice(firstFrom(numbers, one), 0, one)
}
