// C and S under a wipe over G: the two pictures, the divider, the slider and the three buttons.

import { element, isEmpty, toBlob } from "./dom.js";

const NAMES = { C: "content", G: "generated", S: "style" };
const PLACES = { C: -1, G: 0, S: 1 };
const SNAP = 0.04; // the slider snaps to 0 within this distance

export function comparison(model, frame, onShape) {
  const pictures = { C: comparedPicture(model, "content_jpeg", "C", onShape), S: comparedPicture(model, "style_jpeg", "S") };
  const divider = element("div", { class: "nst-divider" }, element("span"));
  const left = element("span", { class: "nst-side nst-left", "aria-hidden": "true" });
  const right = element("span", { class: "nst-side nst-right", "aria-hidden": "true" });
  frame.append(pictures.C.image, pictures.S.image, divider, left, right);

  const set = (value) => {
    model.set("wipe", Math.abs(value) < SNAP ? 0 : Math.max(-1, Math.min(1, value)));
    model.save_changes();
  };
  const slider = element("input", {
    type: "range",
    min: -1,
    max: 1,
    step: 0.01,
    class: "nst-wipe",
    "aria-label": "Wipe: content C, generated G, style S",
    title: "Wipe from the generated picture to C (left) or to S (right)",
    oninput: () => set(Number(slider.value)),
  });
  const buttons = Object.keys(NAMES).map((letter) =>
    element(
      "button",
      { type: "button", class: "nst-button", title: `Show ${letter} alone`, onclick: () => set(PLACES[letter]) },
      element("b", {}, letter),
      element("span", {}, ` ${NAMES[letter]}`),
    ),
  );
  const bar = element("div", { class: "nst-comparison", role: "group", "aria-label": "Compare G with C and S" }, slider, ...buttons);

  const place = () => {
    const value = model.get("wipe");
    const at = value <= 0 ? -value : 1 - value;
    slider.value = value;
    slider.style.setProperty("--nst-fill", trackFill(value));
    slider.setAttribute("aria-valuetext", spokenPosition(value));
    pictures.C.image.style.clipPath = `inset(0 ${100 - 100 * Math.max(0, -value)}% 0 0)`;
    pictures.S.image.style.clipPath = `inset(0 0 0 ${100 - 100 * Math.max(0, value)}%)`;
    divider.style.left = `${100 * at}%`;
    divider.hidden = value === 0 || Math.abs(value) === 1;
    left.textContent = value < 0 ? "C" : value > 0 && value < 1 ? "G" : "";
    right.textContent = value > 0 ? "S" : value < 0 && value > -1 ? "G" : "";
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", value === Object.values(PLACES)[i]));
  };
  const load = () => {
    pictures.C.load();
    pictures.S.load();
    bar.hidden = isEmpty(model.get("content_jpeg")) && isEmpty(model.get("style_jpeg"));
  };
  followPointer(frame, model, set);
  model.on("change:wipe", place);
  model.on("change:content_jpeg change:style_jpeg", load);
  load();
  place();
  const stop = () => {
    model.off("change:wipe", place);
    model.off("change:content_jpeg change:style_jpeg", load);
    pictures.C.forget();
    pictures.S.forget();
  };
  return { bar, stop };
}

// Fills the slider's track between its middle and its thumb.
function trackFill(value) {
  const [from, to] = [50 + 50 * Math.min(value, 0), 50 + 50 * Math.max(value, 0)];
  return `linear-gradient(90deg, transparent ${from}%, var(--nst-accent) ${from}% ${to}%, transparent ${to}%)`;
}

function spokenPosition(value) {
  const percent = `${Math.round(100 * Math.abs(value))} percent`;
  return value === 0 ? "G alone" : value < 0 ? `C over ${percent}` : `S over ${percent}`;
}

// One of the two pictures uncovered by the wipe.
function comparedPicture(model, trait, letter, onShape = () => {}) {
  const image = element("img", { class: "nst-compared", alt: `${letter}, ${NAMES[letter]}`, draggable: "false" });
  image.addEventListener("load", () => onShape(image.naturalWidth, image.naturalHeight));
  let bytes = null;
  const forget = () => image.src && URL.revokeObjectURL(image.src);
  const load = () => {
    if (model.get(trait) === bytes) return;
    forget();
    bytes = model.get(trait);
    image.hidden = isEmpty(bytes);
    if (image.hidden) image.removeAttribute("src");
    else image.src = URL.createObjectURL(toBlob(bytes, "image/jpeg"));
  };
  return { image, load, forget };
}

// The divider follows the pointer; from G alone, the nearer picture is pulled in.
function followPointer(frame, model, set) {
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
    start = null; // it is a drag: from now on every movement counts
    set(side < 0 ? -at(event) : 1 - at(event));
  });
  for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, () => (side = 0));
  frame.addEventListener("dblclick", () => set(0));
}
