(() => {
const web = $("#web");
if (!web) return;
const svg = $("svg", web), boxes = all(".box", svg), arcs = all(".arc", svg);
let scale = Math.min(1.4, Math.max(0.55, Math.min(web.clientWidth / svg.dataset.width, 0.78 * innerHeight / svg.dataset.height))), picked = null;
const size = () => { svg.setAttribute("width", svg.dataset.width * scale); svg.setAttribute("height", svg.dataset.height * scale); };
size();
for (const button of all("[data-zoom]")) button.addEventListener("click", () => { scale = Math.min(4, Math.max(0.1, scale * Number(button.dataset.zoom))); size(); });
function pick(number) {
  picked = picked === number ? null : number;
  const near = new Set([picked]);
  for (const arc of arcs) {
    const mine = picked !== null && (arc.dataset.from === picked || arc.dataset.to === picked);
    arc.classList.toggle("near", mine);
    arc.classList.toggle("dim", picked !== null && !mine);
    if (mine) { near.add(arc.dataset.from); near.add(arc.dataset.to); }
  }
  for (const box of boxes) {
    box.classList.toggle("picked", box.dataset.node === picked);
    box.classList.toggle("dim", picked !== null && !near.has(box.dataset.node));
  }
  for (const item of all("[data-of]")) item.classList.toggle("on", item.dataset.of === picked);
}
for (const box of boxes) {
  box.addEventListener("click", () => pick(box.dataset.node));
  box.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(box.dataset.node); } });
}
for (const choice of all("input[data-role]")) choice.addEventListener("change", () => {
  for (const arc of arcs) if (arc.dataset.role === choice.dataset.role) arc.toggleAttribute("hidden", !choice.checked);
});
const search = $("#search");
search.addEventListener("input", () => {
  const wanted = fold(search.value.trim());
  let count = 0;
  for (const box of boxes) {
    const hit = wanted.length > 1 && fold(box.textContent).includes(wanted);
    box.classList.toggle("hit", hit);
    count += hit;
  }
  $("#found").textContent = wanted.length > 1 ? String(count) : "";
  for (const list of all("[data-sift]")) { list.dataset.query = search.value.trim(); sift(list); }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { if (picked !== null) pick(picked); search.blur(); }
  if (typing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { event.preventDefault(); search.focus(); search.select(); }
  else if (event.key === "t") themeButton.click();
  else if (event.key === "+" || event.key === "-") $(`[data-zoom="${event.key === "+" ? "1.25" : "0.8"}"]`).click();
});
})();
