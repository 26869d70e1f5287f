/** What can wait until the browser has nothing else to do; where it cannot say when that is (Safari), a moment is waited. */
const A_MOMENT = 50;

/** Does it after *most* milliseconds at the latest; calling what comes back is to have it not done. */
export function whenIdle(doing: () => void, most: number): () => void {
  if (typeof window.requestIdleCallback === "function") {
    const asked = window.requestIdleCallback(doing, { timeout: most });
    return () => window.cancelIdleCallback(asked);
  }
  const asked = setTimeout(doing, Math.min(A_MOMENT, most));
  return () => clearTimeout(asked);
}
