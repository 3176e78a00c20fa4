/** Virtual time since the start: `00:12.050`, with hours once they are needed. */
export function elapsed(ms: number): string {
  const whole = Math.floor(ms);
  const minutes = Math.floor(whole / 60_000);
  const seconds = two(Math.floor(whole / 1_000) % 60);
  const millis = String(whole % 1_000).padStart(3, '0');
  if (minutes < 60) return `${two(minutes)}:${seconds}.${millis}`;
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${seconds}.${millis}`;
}

/** Time of day on a clock `utcOffsetMinutes` east of UTC: `22:58:23.136`. */
export function timeOfDay(epochMs: number, utcOffsetMinutes: number): string {
  return new Date(epochMs + utcOffsetMinutes * 60_000).toISOString().slice(11, 23);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
