/** A name in title form: `order-book` becomes `Order Book`. */
export function displayName(name: string): string {
  const words = name.split('-').filter((word) => word !== '');
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(' ');
}
