// A picture with a caption below it.

import { element, isEmpty, toBlob } from "./dom.js";

function render({ model, el }) {
  const image = element("img", { class: "nst-figure-picture", hidden: "" });
  const caption = element("figcaption", { class: "nst-caption" });
  el.classList.add("nst", "nst-figure");
  el.append(element("figure", {}, image, caption));
  let address = null;
  const showImage = () => {
    const bytes = model.get("image");
    const previous = address;
    image.hidden = isEmpty(bytes);
    if (!image.hidden) image.src = address = URL.createObjectURL(toBlob(bytes, "image/*"));
    if (previous) URL.revokeObjectURL(previous);
  };
  const describe = () => {
    caption.textContent = image.alt = model.get("caption");
    image.title = model.get("tooltip");
    image.classList.toggle("nst-pixelated", model.get("pixelated"));
  };
  model.on("change:image", showImage);
  model.on("change:caption change:tooltip change:pixelated", describe);
  showImage();
  describe();
  return () => {
    model.off("change:image", showImage);
    model.off("change:caption change:tooltip change:pixelated", describe);
    if (address) URL.revokeObjectURL(address);
  };
}

export default { render };
