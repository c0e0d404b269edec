// The picture, live and large. Pictures come as messages; each is confirmed once it is drawn, and only then comes the next.

import { drop } from "./drop.js";
import { easel } from "./easel.js";
import { blob, empty, node } from "./nodes.js";
import { presence } from "./presence.js";
import { nameSliders } from "./sliders.js";
import { wipe } from "./wipe.js";

function render({ model, el }) {
  const frame = node("div", { class: "nst-frame", hidden: "" });
  const waiting = node("div", { class: "nst-waiting" });
  const stage = node("div", { class: "nst-stage" }, frame, waiting);
  const caption = node("div", { class: "nst-caption" });
  const shape = (width, height) => el.style.setProperty("--nst-ratio", width / height);
  const picture = easel((width, height) => {
    shape(width, height);
    appear(true);
  });
  const appear = (there) => {
    frame.hidden = !there;
    waiting.hidden = there;
  };
  frame.append(picture.canvas);
  const wiping = wipe(model, frame, shape);
  const endDrop = drop(model, stage);
  el.classList.add("nst", "nst-screen");
  el.append(stage, caption, wiping.bar);

  let missed = null; // the newest picture that came while nobody could see this view
  const live = async (message, bytes) => {
    missed = here.visible() ? null : [message, bytes];
    if (missed) return;
    const drawn = await picture.show(blob(bytes, "image/jpeg"), message);
    if (drawn) describe(message.number);
    if (here.visible()) model.send({ event: "shown", number: message.frame, view: here.view });
  };
  const still = () => {
    const bytes = model.get("_still");
    missed = null;
    if (empty(bytes)) return;
    picture.show(blob(bytes, "image/png")).then((drawn) => drawn && describe(model.get("_step")));
  };
  const describe = (step) => picture.canvas.setAttribute("aria-label", `G, the generated picture, step ${step}`);
  const here = presence(model, stage, (visible) => visible && missed && live(...missed));
  const heard = (message, buffers) => {
    if (message.event === "picture") live(message, buffers[0]);
    if (message.event === "still") still();
    if (message.event === "clear") {
      missed = null;
      picture.clear();
      appear(false);
    }
  };
  const texts = () => {
    caption.textContent = model.get("caption");
    waiting.textContent = model.get("placeholder");
    el.style.setProperty("--nst-height", model.get("height"));
  };
  const unname = nameSliders(el);
  model.on("msg:custom", heard);
  model.on("change:caption change:placeholder change:height", texts);
  texts();
  still();
  return () => {
    model.off("msg:custom", heard);
    model.off("change:caption change:placeholder change:height", texts);
    for (const stop of [here.stop, wiping.stop, endDrop, unname, picture.stop]) stop();
  };
}

// Once for all views of a page: one file, not one for each.
function initialize({ model }) {
  model.on("msg:custom", (message, buffers) => {
    if (document.visibilityState !== "visible") return;
    if (message.event === "copy") navigator.clipboard?.writeText(message.text).catch(() => {}); // the text is shown too
    if (message.event !== "download") return;
    const address = URL.createObjectURL(blob(buffers[0], message.mime));
    node("a", { href: address, download: message.name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  });
}

export default { initialize, render };
