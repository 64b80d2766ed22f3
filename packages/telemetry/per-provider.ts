import { metrics, type MeterProvider } from "@opentelemetry/api";

/**
 * Instruments of the meter provider in force. The metrics API has no proxy: an instrument made before the SDK
 * starts stays dead, so they are made once per provider.
 */
export function perProvider<T>(make: (provider: MeterProvider) => T): () => T {
  const made = new WeakMap<MeterProvider, T>();
  return () => {
    const provider = metrics.getMeterProvider();
    const known = made.get(provider);
    if (known !== undefined) return known;
    const instruments = make(provider);
    made.set(provider, instruments);
    return instruments;
  };
}
