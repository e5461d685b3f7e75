// Reads what the browser has laid out without making it lay out twice: the callback runs once, behind this frame's
// layout and before its paint (a ResizeObserver reports a box that it has just begun to watch). All that wait for one
// frame are called in a row, so that what one of them changes is laid out after the last has read.
const waiting = new Map<Element, () => void>();
let observer: ResizeObserver | undefined;

function report(entries: ResizeObserverEntry[]) {
  for (const { target } of entries) {
    const callback = waiting.get(target);
    cancel(target);
    callback?.();
  }
}

function cancel(box: Element) {
  waiting.delete(box);
  observer?.unobserve(box);
}

export function afterLayout(box: Element, callback: () => void): () => void {
  observer ??= new ResizeObserver(report);
  waiting.set(box, callback);
  observer.observe(box);
  return () => {
    if (waiting.get(box) === callback) cancel(box);
  };
}
