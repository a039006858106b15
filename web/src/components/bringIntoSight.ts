/** Scrolls to an element's top unless it is in the upper part of the window already. */
export function bringIntoSight(element: Element | null): void {
  if (element === null) return;
  const { top } = element.getBoundingClientRect();
  if (top >= 0 && top < window.innerHeight * 0.7) return;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
}
