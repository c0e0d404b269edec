// The costs over the steps, redrawn at most once per frame, and only while the curves are visible.

import { element } from "./dom.js";
import { curveStyles, drawCosts, resolveColors } from "./cost_plot.js";
import { trackPointer } from "./plot_pointer.js";
import { formatShort } from "./axes.js";

const USED = ["--nst-ink", "--nst-quiet", "--nst-line", "--nst-mark"];
const NARROW = 480; // pixels; below this, layers are labeled by block only

function render({ model, el }) {
  const canvas = element("canvas", { class: "nst-plot", role: "img" });
  const tip = element("div", { class: "nst-tip", hidden: "", "aria-hidden": "true" });
  const legend = element("div", { class: "nst-legend", role: "group", "aria-label": "Curves" });
  const box = element("div", { class: "nst-plot-box" }, canvas, tip);
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
    const all = curveStyles(model.get("curve_names"));
    const color = { ...resolveColors(el, [...USED, ...all.map((style) => style.variable)]), font: fontFamily };
    const curves = all
      .map((style, index) => ({ ...style, index, color: color[style.variable], label: shortName(style.name, canvas.clientWidth) }))
      .filter(({ name, index }) => !off.has(name) && table.columns[index]);
    const [marks, selected] = [model.get("marks"), model.get("selected")];
    drawn = drawCosts(canvas, { table, curves, marks, selected, color, em, before: table.steps.length > 1 ? drawn : null });
    canvas.setAttribute("aria-label", describeCosts(table, curves));
  };
  const redraw = () => seen && (planned ||= requestAnimationFrame(draw));
  const read = () => ((table = columns(model.get("table"), model.get("curve_names").length)), redraw());
  let keys = [];
  const buttons = () => {
    keys = curveStyles(model.get("curve_names")).map((style) => legendKey(model, style));
    legend.replaceChildren(...keys.map(({ button }) => button));
    press();
  };
  const press = () => {
    for (const { set, name } of keys) set(!model.get("off").includes(name));
    redraw();
  };
  const size = () => (el.style.setProperty("--nst-height", model.get("height")), redraw());
  const watcher = new IntersectionObserver((entries) => ((seen = entries[entries.length - 1].isIntersecting), redraw()));
  const sizes = new ResizeObserver(redraw);
  const theme = new MutationObserver(redraw);
  watcher.observe(canvas);
  sizes.observe(canvas);
  sizes.observe(legend); // which grows with the font size
  theme.observe(document.body, { attributes: true });
  trackPointer(model, canvas, tip, () => ({ drawn, table }));
  const listeners = { "change:table": read, "change:curve_names": buttons, "change:off": press, "change:selected": redraw };
  for (const [event, react] of Object.entries({ ...listeners, "change:height": size })) model.on(event, react);
  buttons();
  size();
  read();
  return () => {
    for (const [event, react] of Object.entries({ ...listeners, "change:height": size })) model.off(event, react);
    for (const observer of [watcher, sizes, theme]) observer.disconnect();
    cancelAnimationFrame(planned);
  };
}

// float32 (n, 1 + k) in row-major order -> steps and k columns
function columns(bytes, k) {
  const flat = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const rows = Math.floor(flat.length / (1 + k));
  const column = (j) => Float32Array.from({ length: rows }, (_, i) => flat[i * (1 + k) + j]);
  return { steps: column(0), columns: Array.from({ length: k }, (_, j) => column(j + 1)) };
}

function shortName(name, width) {
  return width < NARROW ? name.replace(/_conv\d+$/, "") : name;
}

// The button for a curve: its line, its name, and whether it is drawn.
function legendKey(model, { name, variable, width, dash }) {
  const click = () => {
    const off = model.get("off");
    model.set("off", off.includes(name) ? off.filter((other) => other !== name) : [...off, name]);
    model.save_changes();
  };
  const button = element("button", { type: "button", class: "nst-key", onclick: click });
  button.innerHTML = `<svg viewBox="0 0 28 8" aria-hidden="true"><path d="M1 4H27" stroke="var(${variable})"
    stroke-width="${width}" stroke-dasharray="${dash.join(" ")}"/></svg>`;
  button.append(name);
  const set = (on) => {
    button.setAttribute("aria-pressed", on);
    button.title = `${on ? "Hide" : "Show"} the curve of ${name}`;
  };
  return { button, name, set };
}

function describeCosts({ steps, columns }, curves) {
  const n = steps.length - 1;
  if (n < 0) return "Costs: no steps yet";
  const values = curves.map(({ name, index }) => `${name} ${formatShort(columns[index][n])}`);
  return `Costs after step ${steps[n]}: ${values.join(", ")}`;
}

export default { render };
