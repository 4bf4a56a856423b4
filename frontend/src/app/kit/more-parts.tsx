export function MoreParts() {
  return null;
}
