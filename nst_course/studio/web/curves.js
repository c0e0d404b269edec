// The costs over the steps. Redrawn when something changes and the curves can be seen, at most once a frame.

import { node } from "./nodes.js";
import { colours, looks, plot } from "./plot.js";
import { pointing } from "./pointing.js";
import { short } from "./scales.js";

const USED = ["--nst-ink", "--nst-quiet", "--nst-line", "--nst-mark"];
const NARROW = 480; // pixels, below which layers are called by their block alone

function render({ model, el }) {
  const canvas = node("canvas", { class: "nst-plot", role: "img" });
  const tip = node("div", { class: "nst-tip", hidden: "", "aria-hidden": "true" });
  const legend = node("div", { class: "nst-legend", role: "group", "aria-label": "Curves" });
  const box = node("div", { class: "nst-plotbox" }, canvas, tip);
  el.classList.add("nst", "nst-curves");
  el.append(box, legend);
  let seen = false;
  let planned = 0;
  let drawn = null;
  let table = { steps: [], columns: [] };

  const draw = () => {
    planned = 0;
    const { fontFamily, fontSize } = getComputedStyle(el);
    const em = 0.875 * parseFloat(fontSize);
    const off = new Set(model.get("off"));
    const all = looks(model.get("_names"));
    const colour = { ...colours(el, [...USED, ...all.map((look) => look.variable)]), font: fontFamily };
    const curves = all
      .map((look, index) => ({ ...look, index, colour: colour[look.variable], label: called(look.name, canvas.clientWidth) }))
      .filter(({ name, index }) => !off.has(name) && table.columns[index]);
    const [marks, selected] = [model.get("_marks"), model.get("selected")];
    drawn = plot(canvas, { table, curves, marks, selected, colour, em, before: table.steps.length > 1 ? drawn : null });
    canvas.setAttribute("aria-label", spoken(table, curves));
  };
  const soon = () => seen && (planned ||= requestAnimationFrame(draw));
  const read = () => ((table = columns(model.get("_data"), model.get("_names").length)), soon());
  let keys = [];
  const buttons = () => {
    keys = looks(model.get("_names")).map((look) => key(model, look));
    legend.replaceChildren(...keys.map(({ button }) => button));
    press();
  };
  const press = () => {
    for (const { set, name } of keys) set(!model.get("off").includes(name));
    soon();
  };
  const size = () => (el.style.setProperty("--nst-height", model.get("height")), soon());
  const watcher = new IntersectionObserver((entries) => ((seen = entries[entries.length - 1].isIntersecting), soon()));
  const sizes = new ResizeObserver(soon);
  const theme = new MutationObserver(soon);
  watcher.observe(canvas);
  sizes.observe(canvas);
  sizes.observe(legend); // which grows with the type
  theme.observe(document.body, { attributes: true });
  pointing(model, canvas, tip, () => ({ drawn, table }));
  const heard = { "change:_data": read, "change:_names": buttons, "change:off": press, "change:selected": soon };
  for (const [event, react] of Object.entries({ ...heard, "change:height": size })) model.on(event, react);
  buttons();
  size();
  read();
  return () => {
    for (const [event, react] of Object.entries({ ...heard, "change:height": size })) model.off(event, react);
    for (const observer of [watcher, sizes, theme]) observer.disconnect();
    cancelAnimationFrame(planned);
  };
}

// float32 (n, 1 + k), row by row -> steps and k columns
function columns(bytes, k) {
  const flat = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const rows = Math.floor(flat.length / (1 + k));
  const column = (j) => Float32Array.from({ length: rows }, (_, i) => flat[i * (1 + k) + j]);
  return { steps: column(0), columns: Array.from({ length: k }, (_, j) => column(j + 1)) };
}

function called(name, width) {
  return width < NARROW ? name.replace(/_conv\d+$/, "") : name;
}

// The button of a curve: its line, its name, and whether it is drawn.
function key(model, { name, variable, width, dash }) {
  const click = () => {
    const off = model.get("off");
    model.set("off", off.includes(name) ? off.filter((other) => other !== name) : [...off, name]);
    model.save_changes();
  };
  const button = node("button", { type: "button", class: "nst-key", onclick: click });
  button.innerHTML = `<svg viewBox="0 0 28 8" aria-hidden="true"><path d="M1 4H27" stroke="var(${variable})"
    stroke-width="${width}" stroke-dasharray="${dash.join(" ")}"/></svg>`;
  button.append(name);
  const set = (on) => {
    button.setAttribute("aria-pressed", on);
    button.title = `${on ? "Hide" : "Show"} the curve of ${name}`;
  };
  return { button, name, set };
}

function spoken({ steps, columns }, curves) {
  const n = steps.length - 1;
  if (n < 0) return "Costs: no step yet";
  const values = curves.map(({ name, index }) => `${name} ${short(columns[index][n])}`);
  return `Costs after step ${steps[n]}: ${values.join(", ")}`;
}

export default { render };
