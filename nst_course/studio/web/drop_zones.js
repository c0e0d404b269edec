// Drop zones for files on the picture: C on the left half, S on the right.

import { element } from "./dom.js";
import { sendFile } from "./send_file.js";

export function dropZones(model, frame) {
  const zones = ["content", "style"].map((where) => {
    const zone = element("div", { class: "nst-zone" }, element("b", {}, where === "content" ? "C" : "S"), `Drop as ${where}`);
    zone.addEventListener("dragover", (event) => event.preventDefault());
    zone.addEventListener("dragenter", () => zone.classList.add("nst-over"));
    zone.addEventListener("dragleave", () => zone.classList.remove("nst-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      show(false);
      for (const file of [...event.dataTransfer.files].slice(0, 1)) sendDropped(model, file, where);
    });
    return zone;
  });
  const box = element("div", { class: "nst-zones", "aria-hidden": "true" }, ...zones);
  frame.append(box);
  const show = (on) => {
    box.classList.toggle("nst-open", on);
    if (!on) zones.forEach((zone) => zone.classList.remove("nst-over"));
  };
  const files = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const enter = (event) => files(event) && show(true);
  const leave = (event) => event.relatedTarget === null && show(false);
  const end = () => show(false);
  document.addEventListener("dragenter", enter);
  document.addEventListener("dragleave", leave);
  document.addEventListener("drop", end);
  return () => {
    document.removeEventListener("dragenter", enter);
    document.removeEventListener("dragleave", leave);
    document.removeEventListener("drop", end);
  };
}

async function sendDropped(model, file, where) {
  try {
    await sendFile(model, file, model.get("limit"), { where });
  } catch {
    model.send({ event: "unreadable", name: file.name, where });
  }
}
