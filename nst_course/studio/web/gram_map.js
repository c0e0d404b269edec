// The Gram matrix as a map. The pointer, a finger or the arrow keys choose a pair of channels; a click pins it.

import { element, isEmpty } from "./dom.js";

function render({ model, el }) {
  const canvas = element("canvas", { class: "nst-cells", width: 1, height: 1 });
  const row = element("div", { class: "nst-band nst-band-row" });
  const column = element("div", { class: "nst-band nst-band-column" });
  const tip = "Hover to see two channels and their product; click to pin the pair. Arrow keys move, Enter pins";
  const field = element("div", { class: "nst-field", tabindex: 0, role: "application", title: tip }, canvas, row, column);
  const across = element("div", { class: "nst-axis" });
  const down = element("div", { class: "nst-axis nst-axis-down" });
  const line = element("div", { class: "nst-caption", role: "status" });
  el.classList.add("nst", "nst-gram");
  el.append(element("div", { class: "nst-map" }, down, field, across), line);
  let entries = new Float32Array();
  let pinned = false;

  const channels = () => model.get("channels");
  const position = () => model.get("pair").map((channel) => channels().indexOf(channel));
  const choose = (i, j) => {
    const n = channels().length;
    const [from, to] = [i, j].map((k) => channels()[Math.max(0, Math.min(n - 1, k))]);
    const [i0, j0] = model.get("pair");
    if (!n || (from === i0 && to === j0)) return;
    model.set("pair", [from, to]);
    model.save_changes();
  };
  const draw = () => {
    const n = channels().length;
    const bytes = model.get("colors");
    if (!n || isEmpty(bytes) || bytes.byteLength !== 4 * n * n) return;
    const raw = model.get("entries");
    entries = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
    canvas.width = canvas.height = n;
    const pixels = new Uint8ClampedArray(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    canvas.getContext("2d").putImageData(new ImageData(pixels, n, n), 0, 0);
    showPair();
  };
  const showPair = () => {
    const n = channels().length;
    const [i, j] = position();
    const there = i >= 0 && j >= 0;
    row.hidden = column.hidden = !there;
    if (!there) return;
    row.style.top = `${(100 * i) / n}%`;
    column.style.left = `${(100 * j) / n}%`;
    row.style.height = column.style.width = `${100 / n}%`;
    field.classList.toggle("nst-pinned", pinned);
    const [from, to] = model.get("pair");
    down.textContent = `channel i = ${from}`;
    across.textContent = `channel j = ${to}`;
    line.textContent = `G = ${short(entries[i * n + j])}${pinned ? " · pinned, click to release" : ""}`;
    field.setAttribute("aria-label", `${model.get("label")}. Channels ${from} and ${to}`);
  };
  const at = (event) => {
    const box = field.getBoundingClientRect();
    const n = channels().length;
    return [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width].map((x) => Math.floor(x * n));
  };
  const pin = (on) => {
    pinned = on;
    showPair();
  };
  const onKey = (event) => {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const [i, j] = position();
    if (event.key === "Enter" || event.key === " ") pin(!pinned);
    else if (steps[event.key]) choose(i + steps[event.key][0], j + steps[event.key][1]);
    else return;
    event.preventDefault();
    event.stopPropagation(); // the notebook also handles these keys
  };
  field.addEventListener("pointermove", (event) => (event.pointerType !== "mouse" || !pinned) && choose(...at(event)));
  field.addEventListener("click", (event) => {
    choose(...at(event));
    if (event.pointerType !== "touch") pin(!pinned);
  });
  field.addEventListener("keydown", onKey);
  model.on("change:entries change:colors change:channels", draw);
  model.on("change:pair change:label", showPair);
  draw();
  return () => {
    model.off("change:entries change:colors change:channels", draw);
    model.off("change:pair change:label", showPair);
  };
}

function short(value) {
  const size = Math.abs(value);
  const [unit, letter] = [[1e9, "G"], [1e6, "M"], [1e3, "k"]].find(([least]) => size >= least) ?? [1, ""];
  return `${Number((value / unit).toPrecision(3))}${letter}`.replace("-", "−");
}

export default { render };
