// The pointer over the plot: a tooltip beside it, and a click or drag to select a step.

import { element } from "./dom.js";
import { formatShort } from "./axes.js";

const NEAR = 8; // pixels from a mark

export function trackPointer(model, canvas, tip, state) {
  const find = (event) => {
    const { drawn, table } = state();
    const box = canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    if (!drawn || !table.steps.length || x < drawn.box.left || x > drawn.box.right) return null;
    const steps = table.steps;
    const row = nearest(steps, drawn.step(x));
    return { x, row, table, marks: model.get("marks").filter(([step]) => Math.abs(drawn.across(step) - x) < NEAR) };
  };
  const show = (event) => {
    const found = find(event);
    tip.hidden = !found;
    if (!found) return;
    const off = new Set(model.get("off"));
    const rows = model.get("curve_names").flatMap((name, i) => (off.has(name) ? [] : [`${name} ${formatShort(found.table.columns[i][found.row])}`]));
    const texts = [`step ${found.table.steps[found.row]}`, ...found.marks.map(([, text]) => text), ...rows];
    tip.replaceChildren(...texts.map((text, i) => element("div", { class: i > 0 && i <= found.marks.length ? "nst-change" : null }, text)));
    const left = found.x > canvas.clientWidth / 2 ? found.x - tip.offsetWidth - 14 : found.x + 14;
    tip.style.transform = `translate(${Math.round(left)}px, 8px)`;
  };
  const select = (event) => {
    const found = find(event);
    const step = found && Math.round(found.table.steps[found.row]);
    if (!found || step === model.get("selected")) return;
    model.set("selected", step);
    model.save_changes();
  };
  canvas.addEventListener("pointermove", (event) => (show(event), event.buttons === 1 && select(event)));
  canvas.addEventListener("pointerdown", (event) => (canvas.setPointerCapture(event.pointerId), select(event)));
  canvas.addEventListener("pointerleave", () => (tip.hidden = true));
}

function nearest(steps, wanted) {
  let best = 0;
  steps.forEach((step, i) => Math.abs(step - wanted) < Math.abs(steps[best] - wanted) && (best = i));
  return best;
}
