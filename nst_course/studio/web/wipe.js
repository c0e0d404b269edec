// C and S behind G: what the wipe uncovers, the divider, its slider and the three buttons.

import { blob, empty, node } from "./nodes.js";

const NAMES = { C: "content", G: "generated", S: "style" };
const PLACES = { C: -1, G: 0, S: 1 };
const MAGNET = 0.04; // so near to 0 the slider falls on 0

export function wipe(model, frame, shaped) {
  const sheets = { C: behind(model, "_content", "C", shaped), S: behind(model, "_style", "S") };
  const divider = node("div", { class: "nst-divider" }, node("span"));
  const left = node("span", { class: "nst-side nst-left", "aria-hidden": "true" });
  const right = node("span", { class: "nst-side nst-right", "aria-hidden": "true" });
  frame.append(sheets.C.image, sheets.S.image, divider, left, right);

  const set = (value) => {
    model.set("wipe", Math.abs(value) < MAGNET ? 0 : Math.max(-1, Math.min(1, value)));
    model.save_changes();
  };
  const slider = node("input", {
    type: "range",
    min: -1,
    max: 1,
    step: 0.01,
    class: "nst-wipe",
    "aria-label": "Wipe: content C, generated G, style S",
    title: "Wipe from the generated picture to C (left) or S (right)",
    oninput: () => set(Number(slider.value)),
  });
  const buttons = Object.keys(NAMES).map((letter) =>
    node(
      "button",
      { type: "button", class: "nst-button", title: `Show ${letter} alone`, onclick: () => set(PLACES[letter]) },
      node("b", {}, letter),
      node("span", {}, ` ${NAMES[letter]}`),
    ),
  );
  const bar = node("div", { class: "nst-wipes", role: "group", "aria-label": "Compare G with C and S" }, slider, ...buttons);

  const place = () => {
    const value = model.get("wipe");
    const at = value <= 0 ? -value : 1 - value;
    slider.value = value;
    slider.style.setProperty("--nst-fill", fill(value));
    slider.setAttribute("aria-valuetext", spoken(value));
    sheets.C.image.style.clipPath = `inset(0 ${100 - 100 * Math.max(0, -value)}% 0 0)`;
    sheets.S.image.style.clipPath = `inset(0 0 0 ${100 - 100 * Math.max(0, value)}%)`;
    divider.style.left = `${100 * at}%`;
    divider.hidden = value === 0 || Math.abs(value) === 1;
    left.textContent = value < 0 ? "C" : value > 0 && value < 1 ? "G" : "";
    right.textContent = value > 0 ? "S" : value < 0 && value > -1 ? "G" : "";
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", value === Object.values(PLACES)[i]));
  };
  const offer = () => {
    sheets.C.load();
    sheets.S.load();
    bar.hidden = empty(model.get("_content")) && empty(model.get("_style"));
  };
  dragging(frame, model, set);
  model.on("change:wipe", place);
  model.on("change:_content change:_style", offer);
  offer();
  place();
  const stop = () => {
    model.off("change:wipe", place);
    model.off("change:_content change:_style", offer);
    sheets.C.forget();
    sheets.S.forget();
  };
  return { bar, stop };
}

// The part of the slider's track between its middle and its thumb.
function fill(value) {
  const [from, to] = [50 + 50 * Math.min(value, 0), 50 + 50 * Math.max(value, 0)];
  return `linear-gradient(90deg, transparent ${from}%, var(--nst-accent) ${from}% ${to}%, transparent ${to}%)`;
}

function spoken(value) {
  const percent = `${Math.round(100 * Math.abs(value))} percent`;
  return value === 0 ? "G alone" : value < 0 ? `C over ${percent}` : `S over ${percent}`;
}

// One of the two pictures that the wipe uncovers.
function behind(model, trait, letter, shaped = () => {}) {
  const image = node("img", { class: "nst-behind", alt: `${letter}, ${NAMES[letter]}`, draggable: "false" });
  image.addEventListener("load", () => shaped(image.naturalWidth, image.naturalHeight));
  let bytes = null;
  const forget = () => image.src && URL.revokeObjectURL(image.src);
  const load = () => {
    if (model.get(trait) === bytes) return;
    forget();
    bytes = model.get(trait);
    image.hidden = empty(bytes);
    if (image.hidden) image.removeAttribute("src");
    else image.src = URL.createObjectURL(blob(bytes, "image/jpeg"));
  };
  return { image, load, forget };
}

// The divider follows the pointer; from G alone the nearer side is drawn in.
function dragging(frame, model, set) {
  let side = 0;
  let start = 0;
  const at = (event) => {
    const box = frame.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
  };
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = at(event);
    side = Math.sign(model.get("wipe")) || (start < 0.5 ? -1 : 1);
    frame.setPointerCapture(event.pointerId);
  });
  frame.addEventListener("pointermove", (event) => {
    if (!side || (start !== null && Math.abs(at(event) - start) < 0.01)) return;
    start = null; // it moves: from here on every movement counts
    set(side < 0 ? -at(event) : 1 - at(event));
  });
  for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, () => (side = 0));
  frame.addEventListener("dblclick", () => set(0));
}
