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
 * Return the middle of the first box of an element, in px of the window, and what is touched there;
 * null where it is not on the screen, or something else lies over it.
 */
export function place(target) {
  const [box] = [...target.getClientRects()].filter(({ width, height }) => width && height);
  if (!box) {
    return null;
  }
  const frame = target.ownerDocument.defaultView.frameElement.getBoundingClientRect();
  const inside = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const element = target.ownerDocument.elementFromPoint(inside.x, inside.y);
  const x = frame.x + inside.x, y = frame.y + inside.y;
  const isOn = x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
  return isOn && target.contains(element) ? { x, y, element } : null;
}

/**
 * Return what the fragment of a link, escaped as in a URL, finds as a selector of CSS. So Thorium
 * looks for notes (r2-navigator-js, popupFootNotes.ts); null where it would throw.
 */
export function selects(element) {
  const link = element.closest("a");
  const { hash } = new URL(link.getAttribute("href"), "https://book.invalid/");
  try {
    link.ownerDocument.createDocumentFragment().querySelector(hash);
    return hash.slice(1);
  } catch {
    return null;
  }
}

/** Do something with each of `all`, one after the other; what fails is told and ends nothing. */
export async function inTurn(all, act) {
  const found = [];
  for (const one of all) {
    found.push(await act(one).catch((error) => ({ call: one.id, failed: String(error) })));
  }
  return found;
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

/** How long is waited for what a touch leads to, in seconds. */
export const patience = { seconds: 10 };

/** Call `probe` until it returns something; throw `what` when patience is at an end. */
export async function until(probe, what) {
  const end = performance.now() + patience.seconds * 1000;
  for (;;) {
    const found = probe();
    if (found) {
      return found;
    }
    if (performance.now() > end) {
      throw new Error(what);
    }
    await new Promise((done) => setTimeout(done, 4));
  }
}
