// The Gram matrix as a map. The pointer, a finger or the arrow keys walk on it; a click holds the pair.

import { element, isEmpty } from "./dom.js";

function render({ model, el }) {
  const canvas = element("canvas", { class: "nst-cells", width: 1, height: 1 });
  const row = element("div", { class: "nst-band nst-band-row" });
  const column = element("div", { class: "nst-band nst-band-column" });
  const tip = "Hover to see two channels and their product; a click holds the pair. The arrow keys walk, Enter holds";
  const field = element("div", { class: "nst-field", tabindex: 0, role: "application", title: tip }, canvas, row, column);
  const across = element("div", { class: "nst-axis" });
  const down = element("div", { class: "nst-axis nst-axis-down" });
  const line = element("div", { class: "nst-caption", role: "status" });
  el.classList.add("nst", "nst-gram");
  el.append(element("div", { class: "nst-map" }, down, field, across), line);
  let values = new Float32Array();
  let held = false;

  const channels = () => model.get("channels");
  const place = () => model.get("pair").map((channel) => channels().indexOf(channel));
  const go = (i, j) => {
    const n = channels().length;
    const [from, to] = [i, j].map((k) => channels()[Math.max(0, Math.min(n - 1, k))]);
    const [i0, j0] = model.get("pair");
    if (!n || (from === i0 && to === j0)) return;
    model.set("pair", [from, to]);
    model.save_changes();
  };
  const draw = () => {
    const n = channels().length;
    const bytes = model.get("_colors");
    if (!n || isEmpty(bytes) || bytes.byteLength !== 4 * n * n) return;
    const raw = model.get("_values");
    values = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
    canvas.width = canvas.height = n;
    const pixels = new Uint8ClampedArray(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    canvas.getContext("2d").putImageData(new ImageData(pixels, n, n), 0, 0);
    mark();
  };
  const mark = () => {
    const n = channels().length;
    const [i, j] = place();
    const there = i >= 0 && j >= 0;
    row.hidden = column.hidden = !there;
    if (!there) return;
    row.style.top = `${(100 * i) / n}%`;
    column.style.left = `${(100 * j) / n}%`;
    row.style.height = column.style.width = `${100 / n}%`;
    field.classList.toggle("nst-held", held);
    const [from, to] = model.get("pair");
    down.textContent = `channel i = ${from}`;
    across.textContent = `channel j = ${to}`;
    line.textContent = `G = ${short(values[i * n + j])}${held ? " · held, click to go on" : ""}`;
    field.setAttribute("aria-label", `${model.get("about")}. Channels ${from} and ${to}`);
  };
  const at = (event) => {
    const box = field.getBoundingClientRect();
    const n = channels().length;
    return [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width].map((x) => Math.floor(x * n));
  };
  const hold = (on) => {
    held = on;
    mark();
  };
  const walk = (event) => {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const [i, j] = place();
    if (event.key === "Enter" || event.key === " ") hold(!held);
    else if (steps[event.key]) go(i + steps[event.key][0], j + steps[event.key][1]);
    else return;
    event.preventDefault();
    event.stopPropagation(); // the notebook has its own use for these keys
  };
  field.addEventListener("pointermove", (event) => (event.pointerType !== "mouse" || !held) && go(...at(event)));
  field.addEventListener("click", (event) => {
    go(...at(event));
    if (event.pointerType !== "touch") hold(!held);
  });
  field.addEventListener("keydown", walk);
  model.on("change:_values change:_colors change:channels", draw);
  model.on("change:pair change:about", mark);
  draw();
  return () => {
    model.off("change:_values change:_colors change:channels", draw);
    model.off("change:pair change:about", mark);
  };
}

function short(value) {
  const size = Math.abs(value);
  const [unit, letter] = [[1e9, "G"], [1e6, "M"], [1e3, "k"]].find(([least]) => size >= least) ?? [1, ""];
  return `${Number((value / unit).toPrecision(3))}${letter}`.replace("-", "−");
}

export default { render };
