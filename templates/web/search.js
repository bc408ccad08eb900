// Search over text and notes, in scripts that hold the words of the book (search-1.js and so on).
// The words are looked through as they are: that finds parts of words and phrases in any script.
"use strict";

globalThis.scholiastSearch = (() => {
  const { search: files, words } = globalThis.scholiast;
  const HEADING = 1; // as in scholiast/html/search.py
  const PAGE = 40; // results shown at once
  const AROUND = 70; // characters shown before a hit
  const SHOWN = 220; // characters shown of a passage

  // -- words as they are compared --

  // Marks over and under letters, vowel points, joiners and the kashida; not the vowel signs of
  // Indian scripts, without which words are other words.
  const MARKS =
    /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u093c\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u20d0-\u20ff\u2060\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\u00ad]/gu;
  const LIKE = {
    ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", þ: "th", ς: "σ",
    ة: "ه", ى: "ي", ی: "ي", ک: "ك", "’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-",
  };
  const known = new Map();

  // One character may become several (ß), or none (an accent).
  const foldOne = (character) => {
    let folded = known.get(character);
    if (folded === undefined) {
      const bare = character.normalize("NFKD").replace(MARKS, "").toLowerCase();
      folded = [...bare].map((letter) => LIKE[letter] ?? letter).join("");
      known.set(character, folded);
    }
    return folded;
  };

  const fold = (text) => {
    let folded = "";
    for (const character of text) folded += foldOne(character);
    return folded;
  };

  // Where in a text what is at a place of its folded form stands.
  const unfold = (text, places) => {
    const found = [];
    let [at, folded] = [0, 0];
    for (const character of text) {
      const next = folded + foldOne(character).length;
      while (found.length < places.length && places[found.length] < next) found.push(at);
      at += character.length;
      folded = next;
    }
    while (found.length < places.length) found.push(text.length);
    return found;
  };

  // -- what is asked for --

  const QUOTED = /["“„«「『]\s*([^"”“»」』]+?)\s*["”“»」』]/gu;
  const APART = /[^\p{L}\p{N}\p{M}]+/u; // no sign is left that an expression would take for its own
  const JOINED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]/u;
  const ARABIC = /^\p{Script=Arabic}/u;
  const HEBREW = /^\p{Script=Hebrew}/u;

  // Words begin with what is asked for, in scripts that set words apart; an article, a conjunction
  // or a preposition may be written with them.
  const LETTER = "\\p{L}\\p{N}\\p{M}";

  const pattern = (parts, whole) => {
    const [first, last] = [parts[0], parts[parts.length - 1]];
    let before = "";
    if (ARABIC.test(first)) before = "[وفبكلس]{0,2}(?:ال|لل)?";
    if (HEBREW.test(first)) before = "[ושהבכלמ]{0,3}";
    const head = JOINED.test(first) ? "" : `(?<=(?:^|[^${LETTER}])${before})`;
    const tail = whole && !JOINED.test(last) ? `(?![${LETTER}])` : "";
    const between = (part) => (JOINED.test(part) ? `[^${LETTER}]*` : `[^${LETTER}]+`);
    const words = parts.map((part, index) => (index ? between(part) + part : part));
    return new RegExp(head + words.join("") + tail, "gu");
  };

  const wanted = (parts, whole) => ({
    first: parts[0],
    find: pattern(parts, whole),
    exact: pattern(parts, true),
  });

  const read = (query) => {
    const asked = [];
    const rest = query.replace(QUOTED, (_, phrase) => {
      const parts = fold(phrase).split(APART).filter(Boolean);
      if (parts.length) asked.push(wanted(parts, true));
      return " ";
    });
    const parts = fold(rest).split(APART).filter(Boolean);
    for (const part of parts) asked.push(wanted([part], false));
    asked.together = parts.length > 1 ? wanted(parts, false) : null;
    return asked;
  };

  // -- the book --

  let passages = null;

  // In order; each with the heading that it stands below, and its words as they are compared.
  const gather = () => {
    const all = [];
    for (const group of files.map((_, number) => globalThis.scholiastIndex[number + 1])) {
      for (const chapter of group) {
        let heading = "";
        const shared = { ...chapter, folded: fold(chapter.title) };
        all.push({ chapter: shared, kind: HEADING, id: "", text: chapter.title, isTitle: true });
        for (const [kind, id, text, label] of chapter.passages) {
          if (kind === HEADING) heading = text;
          if (!text) continue; // notes that stand below all headings
          const above = kind === HEADING ? "" : heading;
          all.push({ chapter: shared, kind, id, text, label, heading: above });
        }
      }
    }
    for (const passage of all) {
      passage.folded = fold(passage.text);
      passage.around = `${passage.chapter.folded} ${passage.heading ? fold(passage.heading) : ""}`;
    }
    return all;
  };

  const open = async (load) => {
    if (passages) return;
    await Promise.all(files.map(load));
    passages = gather();
  };

  const has = (one, text) => {
    one.find.lastIndex = 0;
    return text.includes(one.first) && one.find.test(text);
  };

  // How much a passage says of one thing that is asked for: whole words count more than beginnings.
  const weigh = (one, passage) => {
    if (!passage.folded.includes(one.first)) return 0;
    const count = (passage.folded.match(one.find) || []).length;
    if (!count) return 0;
    const exact = (passage.folded.match(one.exact) || []).length;
    return 1 + 0.5 * Math.log2(count) + (exact ? 1.5 : 0);
  };

  // All that is asked for must be in a passage; the titles above it may say a part of that.
  const score = (asked, passage) => {
    let [sum, own] = [0, 0];
    for (const one of asked) {
      const weight = weigh(one, passage);
      if (!weight && (passage.isTitle || !has(one, passage.around))) return 0;
      if (weight) own += 1;
      sum += weight;
    }
    if (!own) return 0;
    const place = passage.isTitle ? 8 : passage.kind === HEADING ? 4 : 1;
    const short = 1 + 0.3 / (1 + passage.text.length / 400);
    const near = asked.together && has(asked.together, passage.folded) ? 2 : 1;
    return sum * place * short * near * (own / asked.length);
  };

  const find = (query) => {
    const asked = read(query);
    if (!asked.length) return { asked, found: [] };
    const found = passages
      .map((passage, order) => ({ passage, order, score: score(asked, passage) }))
      .filter((hit) => hit.score > 0)
      .sort((one, other) => other.score - one.score || one.order - other.order);
    return { asked, found: found.map((hit) => hit.passage) };
  };

  // -- hits in a text --

  // From where to where in a text, in order, none over another.
  const spans = (asked, text) => {
    const folded = fold(text);
    const found = asked
      .flatMap(({ find: one }) => [...folded.matchAll(one)].map((m) => [m.index, m.index + m[0].length]))
      .filter(([from, to]) => to > from)
      .sort(([one], [other]) => one - other);
    const apart = [];
    for (const [from, to] of found) {
      const last = apart[apart.length - 1];
      if (last && from < last[1]) last[1] = Math.max(to, last[1]);
      else apart.push([from, to]);
    }
    const starts = unfold(text, apart.map(([from]) => from));
    const ends = unfold(text, apart.map(([, to]) => to - 1));
    return apart.map((_, index) => {
      const letter = String.fromCodePoint(text.codePointAt(ends[index]));
      const marks = /^\p{M}*/u.exec(text.slice(ends[index] + letter.length))[0];
      return [starts[index], ends[index] + letter.length + marks.length];
    });
  };

  const excerpt = (asked, text, make) => {
    const marked = spans(asked, text);
    const first = marked.length ? marked[0][0] : 0;
    let from = Math.max(0, first - AROUND);
    if (from && !JOINED.test(text.slice(from))) {
      const space = text.indexOf(" ", from) + 1;
      if (space && space <= first) from = space;
    }
    let to = Math.min(text.length, from + SHOWN);
    if (to < text.length && text.lastIndexOf(" ", to) > first + 1) to = text.lastIndexOf(" ", to);
    const parts = [from ? "… " : ""];
    let at = from;
    for (const [start, end] of marked) {
      if (start < at || end > to) continue;
      parts.push(text.slice(at, start), make("mark", {}, text.slice(start, end)));
      at = end;
    }
    return [...parts, text.slice(at, to), to < text.length ? " …" : ""];
  };

  // -- the dialog --

  const address = (passage, query) => {
    const fragment = passage.id ? `#${encodeURIComponent(passage.id)}` : "";
    return `${passage.chapter.page}?q=${encodeURIComponent(query)}${fragment}`;
  };

  const show = (passage, asked, query, make) => {
    const { chapter, label, heading, isTitle, text } = passage;
    const names = isTitle ? [] : [chapter.title, heading, label];
    const where = make("span", { class: "hit-place" }, names.filter(Boolean).join(" · "));
    const kind = isTitle || passage.kind === HEADING ? "hit-title" : "hit-words";
    const said = make("span", { class: kind }, ...excerpt(asked, text, make));
    const language = chapter.language ? { lang: chapter.language, dir: chapter.direction } : {};
    return make("li", {}, make("a", { href: address(passage, query), ...language }, where, said));
  };

  const build = ({ load, make, makeDialog }) => {
    const input = make("input", {
      type: "search", "aria-label": words.search, placeholder: words.hint, autocomplete: "off",
      autocapitalize: "off", spellcheck: "false", enterkeyhint: "search", autofocus: "", dir: "auto",
    });
    const status = make("p", { class: "search-status", role: "status" });
    const list = make("ol", { class: "hits" });
    const more = make("button", { type: "button", class: "tool-button", hidden: "" }, words.more);
    const field = make("form", { class: "search-field", role: "search" }, input);
    const results = make("div", { class: "search-results" }, list, more);
    const dialog = makeDialog("search", words.search, field, status, results);
    let latest = { asked: [], found: [] };

    const extend = () => {
      const shown = list.children.length;
      const next = latest.found.slice(shown, shown + PAGE);
      list.append(...next.map((passage) => show(passage, latest.asked, input.value, make)));
      more.hidden = list.children.length >= latest.found.length;
      if (shown && next.length) list.children[shown].firstChild.focus();
    };

    const update = () => {
      if (!passages) return;
      latest = find(input.value);
      list.replaceChildren();
      results.scrollTop = 0;
      extend();
      const count = latest.found.length;
      if (!latest.asked.length) status.textContent = "";
      else status.textContent = count ? words.found.replace("{count}", count) : words.nothing;
    };

    // A list of links that arrow keys go through: each can be opened in a window of its own.
    const move = (event) => {
      if (event.key === "Escape") {
        event.preventDefault(); // some browsers would only empty the field
        dialog.close();
      }
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const links = [input, ...list.querySelectorAll("a")];
      const at = links.indexOf(document.activeElement);
      const to = links[at + (event.key === "ArrowDown" ? 1 : -1)];
      if (at < 0 || !to) return;
      event.preventDefault();
      to.focus();
      to.scrollIntoView({ block: "nearest" });
    };

    const begin = async () => {
      status.textContent = words.loading;
      try {
        await open(load);
        update();
      } catch {
        status.textContent = words.failed;
      }
    };

    let waiting = 0;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(update, 60);
    });
    field.addEventListener("submit", (event) => {
      event.preventDefault();
      update();
      const first = list.querySelector("a");
      if (first) first.click();
    });
    dialog.addEventListener("keydown", move);
    list.addEventListener("click", (event) => {
      if (event.target.closest("a") && !event.ctrlKey && !event.metaKey) dialog.close();
    });
    more.addEventListener("click", extend);
    return () => {
      dialog.showModal();
      input.focus();
      input.select();
      if (!passages) begin();
    };
  };

  // -- on the page that was found --

  // No word of the page is touched (CSS Custom Highlight API); browsers without it show the place.
  const light = (query) => {
    const clean = new URL(location.href);
    clean.search = "";
    try {
      history.replaceState(history.state, "", clean);
    } catch {
      // Opened from a folder, some browsers let no address be changed.
    }
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches(".note")) {
      const back = target.querySelector("a.note-back");
      const call = back && document.getElementById(decodeURIComponent(back.hash.slice(1)));
      for (const lit of [target, call]) if (lit) lit.classList.add("active");
    }
    const area = document.querySelector(".chapter");
    if (!area || !("highlights" in CSS)) return;
    const asked = read(query);
    const blocks = area.querySelectorAll(":is(p, li, dd, dt, td, th, h1, h2, h3, h4, h5, h6, pre, figcaption)");
    const hits = [...blocks].flatMap((block) => ranges(asked, block));
    CSS.highlights.set("scholiast-hits", new Highlight(...hits));
    const first = target && hits.find((hit) => target.contains(hit.startContainer));
    const box = first && first.getBoundingClientRect();
    if (!box || (box.top >= 0 && box.bottom <= window.innerHeight)) return;
    first.startContainer.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
  };

  const ranges = (asked, block) => {
    const nodes = [];
    let text = "";
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.parentElement.closest("p, li, dd, dt, td, th, h1, h2, h3, h4, h5, h6, pre, figcaption") !== block) continue;
      if (node.parentElement.closest("a.note-ref:not(.note-ref-words), a.note-back")) continue;
      nodes.push([node, text.length]);
      text += node.data;
    }
    const point = (at) => {
      const [node, start] = nodes.findLast(([, from]) => from <= at);
      return [node, at - start];
    };
    return spans(asked, text).map(([from, to]) => {
      const range = document.createRange();
      range.setStart(...point(from));
      const [node, offset] = point(to - 1);
      range.setEnd(node, offset + 1);
      return range;
    });
  };

  return { start: build, light };
})();
