// A sheet of small pictures, each a button; the arrow keys walk from one to the next.

import { element, isEmpty, toBlob } from "./dom.js";

function render({ model, el }) {
  const title = element("h4", { class: "nst-heading" });
  const grid = element("div", { class: "nst-contacts", role: "radiogroup" });
  el.classList.add("nst", "nst-contacts-box");
  el.append(title, grid);
  let address = null;

  const pick = (label) => {
    model.set("picked", label);
    model.save_changes();
  };
  const lay = () => {
    const labels = model.get("labels");
    const bytes = model.get("_strip");
    if (address) URL.revokeObjectURL(address);
    address = isEmpty(bytes) ? null : URL.createObjectURL(toBlob(bytes, "image/png"));
    grid.replaceChildren(...labels.map((label, k) => contact(label, k, labels.length)));
    mark();
  };
  const contact = (label, k, count) => {
    const face = element("span", { class: "nst-face" });
    face.style.backgroundImage = `url("${address}")`;
    face.style.backgroundSize = `100% ${100 * count}%`;
    face.style.backgroundPosition = `0 ${count > 1 ? (100 * k) / (count - 1) : 0}%`;
    face.style.aspectRatio = model.get("_ratio");
    const attributes = { type: "button", class: "nst-contact", role: "radio", "data-label": label };
    const tip = `Channel ${label}: show it large`;
    return element("button", { ...attributes, title: tip, "aria-label": `channel ${label}`, onclick: () => pick(label) }, face, `${label}`);
  };
  const mark = () => {
    const picked = model.get("picked");
    const buttons = [...grid.children];
    const any = buttons.some((button) => Number(button.dataset.label) === picked);
    buttons.forEach((button, k) => {
      const on = Number(button.dataset.label) === picked;
      button.setAttribute("aria-checked", on);
      button.tabIndex = on || (!any && k === 0) ? 0 : -1;
    });
  };
  const walk = (event) => {
    const buttons = [...grid.children];
    const k = buttons.indexOf(document.activeElement);
    const across = buttons.filter((button) => button.offsetTop === buttons[0].offsetTop).length;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across };
    const next = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : k + steps[event.key];
    if (k < 0 || !buttons[next]) return;
    event.preventDefault();
    event.stopPropagation(); // the notebook has its own use for these keys
    buttons[next].focus();
    pick(Number(buttons[next].dataset.label));
  };
  const entitle = () => {
    title.textContent = model.get("title");
    grid.setAttribute("aria-label", model.get("title"));
  };
  grid.addEventListener("keydown", walk);
  model.on("change:_strip change:labels", lay);
  model.on("change:picked", mark);
  model.on("change:title", entitle);
  lay();
  entitle();
  return () => {
    model.off("change:_strip change:labels", lay);
    model.off("change:picked", mark);
    model.off("change:title", entitle);
    if (address) URL.revokeObjectURL(address);
  };
}

export default { render };
