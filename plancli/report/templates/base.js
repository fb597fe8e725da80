"use strict";
document.documentElement.classList.add("js");
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
// Without marks and case, character for character, so that offsets stay.
const fold = (text) => [...text].map((char) => {
  const plain = char.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  return plain.length === char.length ? plain : char.toLowerCase().length === char.length ? char.toLowerCase() : char;
}).join("");
const themeButton = $("#theme");
if (themeButton) themeButton.addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
const printButton = $("#print");
if (printButton) printButton.addEventListener("click", () => print());

// Marks the matches without touching the document's nodes (CSS Custom Highlight API).
const finder = { ranges: [], at: -1 };
function find(query, roots) {
  finder.ranges = [];
  finder.at = -1;
  const wanted = fold(query.trim());
  const canMark = typeof Highlight === "function" && CSS.highlights;
  if (canMark) { CSS.highlights.delete("found"); CSS.highlights.delete("here"); }
  if (wanted.length < 2) return 0;
  for (const root of roots) {
    const nodes = [], starts = [];
    let whole = "";
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) { starts.push(whole.length); nodes.push(walker.currentNode); whole += walker.currentNode.data; }
    const folded = fold(whole).replace(/\s/g, " ");
    const spot = (offset) => {
      let low = 0, high = starts.length - 1;
      while (low < high) { const mid = (low + high + 1) >> 1; if (starts[mid] <= offset) low = mid; else high = mid - 1; }
      return [nodes[low], offset - starts[low]];
    };
    for (let at = folded.indexOf(wanted); at >= 0 && finder.ranges.length < 5000; at = folded.indexOf(wanted, at + wanted.length)) {
      const range = document.createRange();
      range.setStart(...spot(at));
      const [node, offset] = spot(at + wanted.length - 1);
      range.setEnd(node, offset + 1);
      finder.ranges.push(range);
    }
  }
  if (canMark) CSS.highlights.set("found", new Highlight(...finder.ranges));
  return finder.ranges.length;
}
function goTo(step) {
  const count = finder.ranges.length;
  if (!count) return;
  finder.at = (finder.at + step + count) % count;
  const range = finder.ranges[finder.at];
  if (typeof Highlight === "function" && CSS.highlights) CSS.highlights.set("here", new Highlight(range));
  range.startContainer.parentElement.scrollIntoView({ block: "center" });
  const counter = $("#found");
  if (counter) counter.textContent = `${finder.at + 1}/${count}`;
}
const typing = (event) => /^(input|select|textarea)$/i.test(event.target.tagName);
// What a list shows: every word of the search, and every filter's choice.
function sift(root) {
  const wanted = fold(root.dataset.query || "");
  const choices = all("select[data-filter]", root).filter((one) => one.value);
  let shown = 0;
  for (const item of all("[data-item]", root)) {
    const fits = choices.every((one) => (item.getAttribute("data-" + one.dataset.filter) || "").split("\u001f").includes(one.value))
      && (!wanted || fold(item.textContent).includes(wanted));
    item.hidden = !fits;
    shown += fits;
  }
  const none = $("[data-none]", root);
  if (none) none.hidden = shown > 0;
}
for (const choice of all("select[data-filter]")) choice.addEventListener("change", () => sift(choice.closest("[data-sift]")));
