// A link to each paragraph, and how the place that a reader is at is cited.
// Without this script every paragraph still has its address, and the page says how it is cited.
"use strict";

(() => {
  const PARAGRAPHS = ".chapter-text :is(p, li, dd, pre, figure, table, .line-block)[id]";
  const PLACES = `${PARAGRAPHS}, .note[id]`;
  const SAID = 2000; // ms that a word of thanks stands

  const make = (name, attributes, ...content) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...content);
    return element;
  };

  // -- a link to a paragraph --

  // One for all, beside the paragraph that is pointed at: no word of the text is touched.
  const startLinks = (chapter, name) => {
    const link = make("a", { class: "para-link", title: name, tabindex: "-1", "aria-hidden": "true" });
    let last = null;
    const show = (event) => {
      const paragraph = event.target.closest(PARAGRAPHS);
      if (!paragraph || paragraph === last) return;
      last = paragraph;
      const from = chapter.getBoundingClientRect();
      const style = getComputedStyle(paragraph);
      const first = paragraph.getBoundingClientRect().top + parseFloat(style.paddingTop) - from.top;
      link.style.top = `${first}px`;
      link.style.lineHeight = style.lineHeight;
      link.href = `#${paragraph.id}`;
      delete link.dataset.said;
      chapter.append(link);
    };
    chapter.addEventListener("pointerover", show);
    chapter.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "mouse") return;
      last = null;
      link.remove();
    });
    link.addEventListener("click", async (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault(); // the paragraph is in view: the page stays where it is
      history.pushState(null, "", link.href);
      window.dispatchEvent(new HashChangeEvent("hashchange"));
      if (await copy(link.href)) link.dataset.said = document.body.dataset.copied;
    });
  };

  // -- what is copied --

  const copy = async (text, markup) => {
    try {
      if (markup && window.ClipboardItem) {
        const kinds = { "text/plain": text, "text/html": markup };
        for (const kind of Object.keys(kinds)) kinds[kind] = new Blob([kinds[kind]], { type: kind });
        await navigator.clipboard.write([new ClipboardItem(kinds)]);
      } else {
        await navigator.clipboard.writeText(text);
      }
      return true;
    } catch {
      return false; // the reader, or the system, does not allow it
    }
  };

  // -- how a page is cited --

  // The paragraph or note in which words are marked.
  const marked = () => {
    const { anchorNode: node, isCollapsed } = document.getSelection();
    if (!node || isCollapsed) return null;
    return (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest(PLACES);
  };

  // The paragraph or note that the address names.
  const named = () => {
    const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    return place ? place.closest(PLACES) : null;
  };

  const startCiting = (box) => {
    const links = [...box.querySelectorAll(".cite-entry a")].filter((link) => link.href === box.dataset.url);
    let chosen = null; // what was marked last: it is no more when the box is opened
    const point = () => {
      const place = chosen || named();
      for (const link of links) {
        link.href = box.dataset.url + (place ? `#${place.id}` : "");
        link.textContent = link.href;
      }
    };
    const status = make("span", { class: "cite-status", role: "status" });
    for (const entry of box.querySelectorAll(".cite-entry")) {
      const button = make("button", { type: "button", class: "cite-copy" }, box.dataset.copy);
      const words = entry.querySelector(".cite-words");
      button.setAttribute("aria-label", `${box.dataset.copy}: ${entry.dataset.style}`);
      button.addEventListener("click", async () => {
        if (await copy(words.textContent, words.innerHTML)) {
          status.textContent = box.dataset.copied;
          button.after(status);
          setTimeout(() => (status.textContent = ""), SAID);
        } else document.getSelection().selectAllChildren(words);
      });
      entry.append(button);
    }
    if (!links.length) return;
    point();
    window.addEventListener("hashchange", () => {
      chosen = null;
      point();
    });
    document.addEventListener("selectionchange", () => {
      const place = marked();
      if (!place || place === chosen) return;
      chosen = place;
      point();
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    const { paragraph } = document.body.dataset;
    const box = document.querySelector(".cite");
    if (paragraph) {
      for (const chapter of document.querySelectorAll(".chapter")) startLinks(chapter, paragraph);
    }
    if (box) startCiting(box);
  });
})();
