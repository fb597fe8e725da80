const root = document.documentElement;
const tabs = all("[role=tab]"), panels = all(".panel"), text = $("#text");
root.dataset.view = "text";
function show(name) {
  for (const tab of tabs) tab.setAttribute("aria-selected", String(tab.dataset.panel === name));
  for (const panel of panels) panel.hidden = panel.id !== "p-" + name;
}
function view(name) {
  root.dataset.view = name;
  for (const button of all("[data-view-button]")) button.setAttribute("aria-pressed", String(button.dataset.viewButton === name));
}
for (const tab of tabs) tab.addEventListener("click", () => show(tab.dataset.panel));
for (const button of all("[data-view-button]")) button.addEventListener("click", () => view(button.dataset.viewButton));
show("header");
view("text");

let chosen = null;
function choose(id) {
  for (const one of all(".on")) one.classList.remove("on");
  chosen = id;
  if (!id) return;
  const entry = document.getElementById("e-" + id);
  if (entry) entry.classList.add("on");
  for (const piece of all(".hl")) if (piece.dataset.i.split(" ").includes(id)) piece.classList.add("on");
}
// An address names an entry (e-…) or a place in the text (at-…, sec-…).
function follow() {
  close();
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id && document.getElementById(id);
  if (!target) return;
  if (id.startsWith("e-")) {
    const panel = target.closest(".panel");
    if (panel) show(panel.id.slice(2));
    target.hidden = false;
    view("findings");
    choose(id.slice(2));
  } else {
    view("text");
    const match = /^at-(.+)-\d+$/.exec(id);
    if (match) choose(match[1]);
  }
  target.scrollIntoView({ block: id.startsWith("e-") ? "nearest" : "center" });
  if (!id.startsWith("e-")) return;
  // On a wide page the evidence comes into sight beside its entry.
  const pieces = all(".hl.on");
  const seen = (one) => { const box = one.getBoundingClientRect(); return box.height > 0 && box.top > 60 && box.bottom < innerHeight; };
  if (pieces.length && !pieces.some(seen)) pieces[0].scrollIntoView({ block: "center" });
}
addEventListener("hashchange", follow);
// The same address twice is no change, but still means: go there.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link) { if (!event.target.closest("#pop")) close(); return; }
  const ids = link.classList.contains("hl") ? link.dataset.i.split(" ") : [];
  if (ids.length > 1) {
    event.preventDefault();
    choose(ids[0]);
    pop(link, ids);
  } else if (link.getAttribute("href") === location.hash) follow();
});
function close() { const old = $("#pop"); if (old) old.remove(); }
function pop(link, ids) {
  close();
  const box = document.createElement("div");
  box.id = "pop";
  box.setAttribute("role", "menu");
  box.setAttribute("aria-label", text.dataset.choose);
  for (const id of ids) {
    const entry = document.getElementById("e-" + id);
    if (!entry) continue;
    const one = document.createElement("a");
    one.href = "#e-" + id;
    one.setAttribute("role", "menuitem");
    one.textContent = entry.dataset.title;
    box.append(one);
  }
  document.body.append(box);
  const spot = link.getClientRects()[0];
  box.style.left = Math.max(4, Math.min(spot.left, innerWidth - box.offsetWidth - 8)) + scrollX + "px";
  box.style.top = spot.bottom + scrollY + 4 + "px";
  $("a", box).focus({ preventScroll: true });
}
for (const box of all("[data-show]")) box.addEventListener("change", () => text.classList.toggle("show-" + box.dataset.show, box.checked));

const search = $("#search");
search.addEventListener("input", () => {
  const count = find(search.value, [text]);
  $("#found").textContent = search.value.trim().length > 1 ? String(count) : "";
  for (const list of all("[data-sift]")) { list.dataset.query = search.value.trim(); sift(list); }
});
search.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); view("text"); goTo(event.shiftKey ? -1 : 1); } });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { close(); choose(null); search.blur(); return; }
  if (typing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { event.preventDefault(); search.focus(); search.select(); }
  else if (event.key === "n") goTo(1);
  else if (event.key === "N") goTo(-1);
  else if (event.key === "t") themeButton.click();
  else if (event.key >= "1" && event.key <= String(tabs.length)) show(tabs[event.key - 1].dataset.panel);
  else if (event.key === "j" || event.key === "k") {
    const entries = all(".panel:not([hidden]) [data-item]:not([hidden])");
    const at = entries.findIndex((one) => one.id === "e-" + chosen);
    const next = entries[Math.max(0, Math.min(entries.length - 1, at < 0 ? 0 : at + (event.key === "j" ? 1 : -1)))];
    if (!next) return;
    choose(next.id.slice(2));
    next.scrollIntoView({ block: "nearest" });
    const piece = $(".hl.on");
    if (piece) piece.scrollIntoView({ block: "center" });
  }
});
if (location.hash) follow();
