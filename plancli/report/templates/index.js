// A click on a heading sorts by its column, a second one the other way round.
for (const table of all("table[data-sort]")) {
  const heads = all("th button", table);
  heads.forEach((button, column) => button.addEventListener("click", () => {
    const down = button.dataset.order !== "up";
    for (const one of heads) { delete one.dataset.order; one.closest("th").removeAttribute("aria-sort"); }
    button.dataset.order = down ? "up" : "down";
    button.closest("th").setAttribute("aria-sort", down ? "ascending" : "descending");
    const key = (row) => row.cells[column].dataset.key || row.cells[column].textContent.trim();
    const rows = [...table.tBodies[0].rows];
    const compare = new Intl.Collator("vi", { numeric: true }).compare;
    rows.sort((left, right) => (down ? 1 : -1) * compare(key(left), key(right)));
    table.tBodies[0].append(...rows);
  }));
}
