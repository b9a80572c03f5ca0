/** A name as titles write it: `order-book` is `Order Book`. */
export function displayName(name: string): string {
  const words = name.split('-').filter((word) => word !== '');
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(' ');
}
