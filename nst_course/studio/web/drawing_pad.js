// A pad to draw a style on. The drawing is kept as a list of strokes, so that each can be undone.

import { brush } from "./brush.js";
import { element, isEmpty, toBlob } from "./dom.js";

const SIDE = 384; // pixels
const PAINTS = {
  "prussian blue": "#1d3f72",
  "sky blue": "#58a6d6",
  "deep green": "#1f6b4f",
  "yellow ocher": "#d9a32b",
  vermilion: "#d2452d",
  violet: "#7a4b94",
  ivory: "#f4ecd8",
  black: "#1b1a1d",
};

function render({ model, el }) {
  const canvas = element("canvas", { width: SIDE, height: SIDE, class: "nst-paper", role: "img" });
  canvas.setAttribute("aria-label", "Drawing pad: draw a few strokes as a style, with a mouse, finger or pen");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  let base = null; // a picture below the strokes
  let strokes = [];
  let sent = null;
  let turn = 0;
  const tools = toolbox({ undo: () => change(strokes.slice(0, -1)), clear: () => change([], true), fill });

  function fill() {
    change([...strokes, { fill: tools.paint() }]);
  }
  const paint = () => {
    pen.fillStyle = PAINTS.ivory;
    pen.fillRect(0, 0, SIDE, SIDE);
    if (base) pen.drawImage(base, 0, 0, SIDE, SIDE);
    for (const stroke of strokes) repaint(pen, stroke);
  };
  const change = (next, bare = false) => {
    if (bare) base = null;
    strokes = next;
    paint();
    send();
  };
  const send = async () => {
    tools.enable(strokes.length > 0, strokes.length > 0 || base !== null);
    const mine = ++turn;
    const file = strokes.length || base ? await new Promise((done) => canvas.toBlob(done, "image/png")) : toBlob("", "");
    const bytes = await file.arrayBuffer();
    if (mine !== turn) return; // a newer stroke came first
    sent = new DataView(bytes);
    model.set("drawing", sent);
    model.save_changes();
  };
  const receive = async () => {
    const bytes = model.get("drawing");
    if (bytes === sent) return;
    base = isEmpty(bytes) ? null : await createImageBitmap(toBlob(bytes, "image/png")).catch(() => null);
    strokes = [];
    paint();
    tools.enable(false, base !== null);
  };
  recordStrokes(canvas, pen, tools, (stroke) => {
    strokes.push(stroke);
    send();
  });
  model.on("change:drawing", receive);
  el.classList.add("nst", "nst-drawing-pad");
  el.append(canvas, tools.bar);
  paint();
  receive();
  return () => model.off("change:drawing", receive);
}

function repaint(pen, stroke) {
  if (stroke.fill) {
    pen.fillStyle = stroke.fill;
    pen.fillRect(0, 0, SIDE, SIDE);
    return;
  }
  const painted = brush(pen, stroke);
  for (const point of stroke.points) painted.to(...point);
  painted.lift();
}

// Draws the pointer's strokes; `done` is called with each finished stroke.
function recordStrokes(canvas, pen, tools, done) {
  let stroke = null;
  let painted = null;
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const pressure = event.pointerType === "pen" ? event.pressure : 0.5;
    return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE, pressure];
  };
  const add = (event) => {
    stroke.points.push(place(event));
    painted.to(...stroke.points[stroke.points.length - 1]);
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || stroke) return;
    canvas.setPointerCapture(event.pointerId);
    stroke = { color: tools.paint(), width: tools.width(), seed: Math.floor(Math.random() * 1e6), points: [] };
    painted = brush(pen, stroke);
    add(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    const all = event.getCoalescedEvents?.() ?? [];
    (all.length ? all : [event]).forEach(add);
  });
  const end = () => {
    if (!stroke) return;
    painted.lift();
    done(stroke);
    stroke = null;
  };
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, end);
}

function toolbox({ undo, clear, fill }) {
  let paint = Object.values(PAINTS)[0];
  const own = element("input", { type: "color", class: "nst-own", value: paint, title: "Custom color" });
  own.setAttribute("aria-label", "Custom color");
  own.addEventListener("input", () => take(own.value));
  const swatches = Object.entries(PAINTS).map(([name, color]) => {
    const about = { type: "button", class: "nst-swatch", title: `Paint with ${name}`, "aria-label": name };
    return element("button", { ...about, style: `background: ${color}`, onclick: () => take(color) });
  });
  const take = (color) => {
    paint = own.value = color;
    swatches.forEach((swatch, i) => swatch.setAttribute("aria-pressed", Object.values(PAINTS)[i] === color));
  };
  const width = element("input", { type: "range", min: 4, max: 64, value: 22, title: "Brush width" });
  width.setAttribute("aria-label", "Brush width");
  const button = (text, title, onclick) => element("button", { type: "button", class: "nst-button", title, onclick }, text);
  const back = button("Undo", "Undo the last stroke", undo);
  const clearing = button("Clear", "Clear the pad", clear);
  const ground = button("Fill", "Fill the whole pad with this paint", fill);
  const enable = (some, any) => ((back.disabled = !some), (clearing.disabled = !any));
  const paints = element("div", { class: "nst-paints", role: "group", "aria-label": "Paints" }, ...swatches, own);
  const label = element("label", { class: "nst-width" }, "Brush", width);
  const bar = element("div", { class: "nst-tools" }, paints, label, element("div", { class: "nst-drawing-actions" }, back, clearing, ground));
  take(paint);
  enable(false, false);
  return { bar, enable, paint: () => paint, width: () => Number(width.value) };
}

export default { render };
