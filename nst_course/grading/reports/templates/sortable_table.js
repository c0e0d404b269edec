// Clicking a column's header sorts by it, clicking again reverses the order; the field above the table finds a name.
for (const table of document.querySelectorAll("table.sortable")) {
  const headers = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const cellText = (row, column) => row.cells[column].textContent;

  function sortBy(column) {
    const header = headers[column];
    const ascending = header.getAttribute("aria-sort") !== "ascending";
    headers.forEach((other) => other.removeAttribute("aria-sort"));
    header.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    const isNumeric = [...body.rows].every((row) => cellText(row, column).trim() && !isNaN(cellText(row, column)));
    const compare = (a, b) => isNumeric
      ? cellText(a, column) - cellText(b, column)
      : collator.compare(cellText(a, column), cellText(b, column));
    body.append(...[...body.rows].sort((a, b) => (ascending ? 1 : -1) * compare(a, b)));
  }

  headers.forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sortBy(column));
    header.append(button);
  });

  const label = document.createElement("label");
  label.className = "table-search";
  label.append("Find ");
  const field = label.appendChild(document.createElement("input"));
  field.type = "search";
  field.addEventListener("input", () => {
    const wanted = field.value.toLowerCase();
    for (const row of body.rows) {
      row.hidden = !`${cellText(row, 0)} ${cellText(row, 1)}`.toLowerCase().includes(wanted);
    }
  });
  table.parentElement.before(label);
}
