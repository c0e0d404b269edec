// A picture with a line beneath.

import { element, isEmpty, toBlob } from "./dom.js";

function render({ model, el }) {
  const image = element("img", { class: "nst-plate-picture", hidden: "" });
  const caption = element("figcaption", { class: "nst-caption" });
  el.classList.add("nst", "nst-plate");
  el.append(element("figure", {}, image, caption));
  let address = null;
  const show = () => {
    const bytes = model.get("_file");
    const former = address;
    image.hidden = isEmpty(bytes);
    if (!image.hidden) image.src = address = URL.createObjectURL(toBlob(bytes, "image/*"));
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
