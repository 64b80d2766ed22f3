// Choices that belong to the person and not to the page: kept in this browser, overruled by the address.

export type PreferenceName = "language" | "theme" | "zone";

export function readPreference(name: PreferenceName): string | null {
  try {
    return localStorage.getItem(`mystocks.${name}`);
  } catch {
    // Storage may be forbidden; the page works without a memory.
    return null;
  }
}

export function writePreference(name: PreferenceName, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`mystocks.${name}`);
    else localStorage.setItem(`mystocks.${name}`, value);
  } catch {
    // See above.
  }
}
