export function SlowPage() {
  return null;
}
