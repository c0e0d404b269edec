// A picture with a line beneath.

import { blob, empty, node } from "./nodes.js";

function render({ model, el }) {
  const image = node("img", { class: "nst-plate-picture", hidden: "" });
  const caption = node("figcaption", { class: "nst-caption" });
  el.classList.add("nst", "nst-plate");
  el.append(node("figure", {}, image, caption));
  let address = null;
  const show = () => {
    const bytes = model.get("_file");
    const former = address;
    image.hidden = empty(bytes);
    if (!image.hidden) image.src = address = URL.createObjectURL(blob(bytes, "image/*"));
    if (former) URL.revokeObjectURL(former);
  };
  const say = () => {
    caption.textContent = image.alt = model.get("caption");
    image.title = model.get("tooltip");
    image.classList.toggle("nst-coarse", model.get("coarse"));
  };
  model.on("change:_file", show);
  model.on("change:caption change:tooltip change:coarse", say);
  show();
  say();
  return () => {
    model.off("change:_file", show);
    model.off("change:caption change:tooltip change:coarse", say);
    if (address) URL.revokeObjectURL(address);
  };
}

export default { render };
