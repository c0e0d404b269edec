// A click on the head of a column sorts by it, another one the other way round; a field above finds a name.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const words = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const text = (row, column) => row.cells[column].textContent;
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const number = [...body.rows].every((row) => text(row, column).trim() && !isNaN(text(row, column)));
      const compare = (a, b) => number ? text(a, column) - text(b, column) : words.compare(text(a, column), text(b, column));
      body.append(...[...body.rows].sort((a, b) => (up ? 1 : -1) * compare(a, b)));
    });
  });
  const label = document.createElement("label");
  label.className = "find";
  label.append("Find ");
  const field = label.appendChild(document.createElement("input"));
  field.type = "search";
  field.addEventListener("input", () => {
    const wanted = field.value.toLowerCase();
    for (const row of body.rows) row.hidden = !(text(row, 0) + " " + text(row, 1)).toLowerCase().includes(wanted);
  });
  table.parentElement.before(label);
}
