// The large picture, live. Frames come as messages, each only after the previous one is confirmed as drawn.

import { pictureCanvas } from "./canvas.js";
import { comparison } from "./comparison.js";
import { element, isEmpty, toBlob } from "./dom.js";
import { dropZones } from "./drop_zones.js";
import { labelSliders } from "./slider_labels.js";
import { reportVisibility } from "./visibility.js";

function render({ model, el }) {
  const frame = element("div", { class: "nst-frame", hidden: "" });
  const placeholder = element("div", { class: "nst-placeholder" });
  const stage = element("div", { class: "nst-stage" }, frame, placeholder);
  const caption = element("div", { class: "nst-caption" });
  const setShape = (width, height) => el.style.setProperty("--nst-ratio", width / height);
  const picture = pictureCanvas((width, height) => {
    setShape(width, height);
    reveal(true);
  });
  const reveal = (there) => {
    frame.hidden = !there;
    placeholder.hidden = there;
  };
  frame.append(picture.canvas);
  const compared = comparison(model, frame, setShape);
  const removeDropZones = dropZones(model, stage);
  el.classList.add("nst", "nst-screen");
  el.append(stage, caption, compared.bar);

  let missed = null; // the newest frame that arrived while this view was hidden
  const showLive = async (message, bytes) => {
    missed = view.isVisible() ? null : [message, bytes];
    if (missed) return;
    const drawn = await picture.show(toBlob(bytes, "image/jpeg"), message);
    if (drawn) describe(message.step);
    if (view.isVisible()) model.send({ event: "shown", frame: message.frame, view: view.name });
  };
  const showStill = () => {
    const bytes = model.get("still_png");
    missed = null;
    if (isEmpty(bytes)) return;
    picture.show(toBlob(bytes, "image/png")).then((drawn) => drawn && describe(model.get("still_step")));
  };
  const describe = (step) => picture.canvas.setAttribute("aria-label", `G, the generated picture, step ${step}`);
  const view = reportVisibility(model, stage, (visible) => visible && missed && showLive(...missed));
  const receive = (message, buffers) => {
    if (message.event === "picture") showLive(message, buffers[0]);
    if (message.event === "still") showStill();
    if (message.event === "clear") {
      missed = null;
      picture.clear();
      reveal(false);
    }
  };
  const setTexts = () => {
    caption.textContent = model.get("caption");
    placeholder.textContent = model.get("placeholder");
    el.style.setProperty("--nst-height", model.get("height"));
  };
  const stopLabeling = labelSliders(el);
  model.on("msg:custom", receive);
  model.on("change:caption change:placeholder change:height", setTexts);
  setTexts();
  showStill();
  return () => {
    model.off("msg:custom", receive);
    model.off("change:caption change:placeholder change:height", setTexts);
    for (const stop of [view.stop, compared.stop, removeDropZones, stopLabeling, picture.stop]) stop();
  };
}

// Once for all views on a page, so that only one file is downloaded.
function initialize({ model }) {
  model.on("msg:custom", (message, buffers) => {
    if (document.visibilityState !== "visible") return;
    if (message.event === "copy") navigator.clipboard?.writeText(message.text).catch(() => {}); // the text is shown too
    if (message.event !== "download") return;
    const address = URL.createObjectURL(toBlob(buffers[0], message.mime));
    element("a", { href: address, download: message.name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  });
}

export default { initialize, render };
