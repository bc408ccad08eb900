// What both harnesses need: the words that a reader sees, and where on the window an element is.

/** Marks of calls and ways back, what references say, and formulas: no words of a note. */
const APART = [
  "a[role~=doc-noteref]:not(.note-ref-words)", "a[role~=doc-backlink]", "a.page-ref",
  "[*|type~=noteref]:not(.note-ref-words)", "math", "svg",
].join();

/** Return the words in `root` that are not hidden, without white space. */
export function words(root) {
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let found = "";
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    if (parentElement.checkVisibility({ visibilityProperty: true }) && !parentElement.closest(APART)) {
      found += data;
    }
  }
  return found.replace(/\s+/gu, "");
}

/** Return the ids of the calls in `root`, in order. */
export const calls = (root) =>
  [...root.querySelectorAll("a[role~=doc-noteref]")].map((call) => call.id);

/**
 * Return the middle of the first box of an element, in px of the window, where it can be touched;
 * null where it is not on the screen, or something else lies over it.
 */
export function place(element) {
  const [box] = [...element.getClientRects()].filter(({ width, height }) => width && height);
  if (!box) {
    return null;
  }
  const frame = element.ownerDocument.defaultView.frameElement.getBoundingClientRect();
  const inside = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const there = element.ownerDocument.elementFromPoint(inside.x, inside.y);
  const x = frame.x + inside.x, y = frame.y + inside.y;
  const isOn = x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
  return isOn && there && element.contains(there) ? { x, y } : null;
}

/** Return whether any of an element is on the screen. */
export function isShown(element) {
  const frame = element.ownerDocument.defaultView.frameElement.getBoundingClientRect();
  return [...element.getClientRects()].some(({ x, y, width, height }) => {
    const left = frame.x + x, top = frame.y + y;
    return left < innerWidth && left + width > 0 && top < innerHeight && top + height > 0;
  });
}

/** Resolve in the frame after the next one, when layout is done. */
export const settled = () =>
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

/** Call `probe` once a frame until it returns something; throw `what` after five seconds. */
export async function until(probe, what) {
  const end = performance.now() + 5000;
  for (;;) {
    const found = probe();
    if (found) {
      return found;
    }
    if (performance.now() > end) {
      throw new Error(what);
    }
    await settled();
  }
}
