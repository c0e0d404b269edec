// A sheet of thumbnails, each a button; the arrow keys move from one to the next.

import { element, isEmpty, toBlob } from "./dom.js";

function render({ model, el }) {
  const title = element("h4", { class: "nst-heading" });
  const grid = element("div", { class: "nst-thumbnails", role: "radiogroup" });
  el.classList.add("nst", "nst-contact-sheet");
  el.append(title, grid);
  let address = null;

  const pick = (label) => {
    model.set("picked", label);
    model.save_changes();
  };
  const layOut = () => {
    const labels = model.get("labels");
    const bytes = model.get("strip");
    if (address) URL.revokeObjectURL(address);
    address = isEmpty(bytes) ? null : URL.createObjectURL(toBlob(bytes, "image/png"));
    grid.replaceChildren(...labels.map((label, k) => thumbnail(label, k, labels.length)));
    markPicked();
  };
  const thumbnail = (label, k, count) => {
    const picture = element("span", { class: "nst-thumbnail-picture" });
    picture.style.backgroundImage = `url("${address}")`;
    picture.style.backgroundSize = `100% ${100 * count}%`;
    picture.style.backgroundPosition = `0 ${count > 1 ? (100 * k) / (count - 1) : 0}%`;
    picture.style.aspectRatio = model.get("aspect_ratio");
    const attributes = { type: "button", class: "nst-thumbnail", role: "radio", "data-label": label };
    const tip = `Enlarge channel ${label}`;
    return element("button", { ...attributes, title: tip, "aria-label": `channel ${label}`, onclick: () => pick(label) }, picture, `${label}`);
  };
  const markPicked = () => {
    const picked = model.get("picked");
    const buttons = [...grid.children];
    const any = buttons.some((button) => Number(button.dataset.label) === picked);
    buttons.forEach((button, k) => {
      const on = Number(button.dataset.label) === picked;
      button.setAttribute("aria-checked", on);
      button.tabIndex = on || (!any && k === 0) ? 0 : -1;
    });
  };
  const onKey = (event) => {
    const buttons = [...grid.children];
    const k = buttons.indexOf(document.activeElement);
    const across = buttons.filter((button) => button.offsetTop === buttons[0].offsetTop).length;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across };
    const next = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : k + steps[event.key];
    if (k < 0 || !buttons[next]) return;
    event.preventDefault();
    event.stopPropagation(); // the notebook also handles these keys
    buttons[next].focus();
    pick(Number(buttons[next].dataset.label));
  };
  const showTitle = () => {
    title.textContent = model.get("title");
    grid.setAttribute("aria-label", model.get("title"));
  };
  grid.addEventListener("keydown", onKey);
  model.on("change:strip change:labels", layOut);
  model.on("change:picked", markPicked);
  model.on("change:title", showTitle);
  layOut();
  showTitle();
  return () => {
    model.off("change:strip change:labels", layOut);
    model.off("change:picked", markPicked);
    model.off("change:title", showTitle);
    if (address) URL.revokeObjectURL(address);
  };
}

export default { render };
