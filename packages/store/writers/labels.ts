/** A series' labels as readers of pulses see them: its own, and whose it is. */
export function publishedLabels(
  labels: Record<string, string>,
  { service, instance }: { service: string; instance: string },
): Record<string, string> {
  return { service, instance, ...labels };
}
