// What the pointer asks of the plot: a tip beside it, and the step that a click or a drag selects.

import { node } from "./nodes.js";
import { short } from "./scales.js";

const NEAR = 8; // pixels from a mark

export function pointing(model, canvas, tip, state) {
  const ask = (event) => {
    const { drawn, table } = state();
    const box = canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    if (!drawn || !table.steps.length || x < drawn.box.left || x > drawn.box.right) return null;
    const steps = table.steps;
    const row = nearest(steps, drawn.step(x));
    return { x, row, table, marks: model.get("_marks").filter(([step]) => Math.abs(drawn.across(step) - x) < NEAR) };
  };
  const show = (event) => {
    const asked = ask(event);
    tip.hidden = !asked;
    if (!asked) return;
    const off = new Set(model.get("off"));
    const rows = model.get("_names").flatMap((name, i) => (off.has(name) ? [] : [`${name} ${short(asked.table.columns[i][asked.row])}`]));
    const texts = [`step ${asked.table.steps[asked.row]}`, ...asked.marks.map(([, text]) => text), ...rows];
    tip.replaceChildren(...texts.map((text, i) => node("div", { class: i > 0 && i <= asked.marks.length ? "nst-change" : null }, text)));
    const left = asked.x > canvas.clientWidth / 2 ? asked.x - tip.offsetWidth - 14 : asked.x + 14;
    tip.style.transform = `translate(${Math.round(left)}px, 8px)`;
  };
  const select = (event) => {
    const asked = ask(event);
    const step = asked && Math.round(asked.table.steps[asked.row]);
    if (!asked || step === model.get("selected")) return;
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
