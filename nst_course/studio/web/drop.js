// Files dropped on the picture: its left half takes C, its right half S.

import { node } from "./nodes.js";

const LARGE = 4e6; // bytes; Jupyter's connection closes at messages of 10 MB
const SIDE = 2048; // pixels, to which larger photographs are shrunk here

export function drop(model, frame) {
  const zones = ["content", "style"].map((where) => {
    const zone = node("div", { class: "nst-zone" }, node("b", {}, where === "content" ? "C" : "S"), `Drop as ${where}`);
    zone.addEventListener("dragover", (event) => event.preventDefault());
    zone.addEventListener("dragenter", () => zone.classList.add("nst-over"));
    zone.addEventListener("dragleave", () => zone.classList.remove("nst-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      show(false);
      for (const file of [...event.dataTransfer.files].slice(0, 1)) hand(model, file, where);
    });
    return zone;
  });
  const box = node("div", { class: "nst-zones", "aria-hidden": "true" }, ...zones);
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

async function hand(model, file, where) {
  const { name, data } = await carried(file);
  model.send({ event: "drop", name, where }, undefined, [data]);
}

// The file as it is, or a smaller JPEG of a picture that is too large for the connection.
async function carried(file) {
  const image = file.size > LARGE && (await createImageBitmap(file).catch(() => null));
  if (!image) return { name: file.name, data: await file.slice(0, 2 * LARGE).arrayBuffer() };
  const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
  const canvas = node("canvas", { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; // what is transparent lies on white, as in the kernel
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.94));
  return { name: file.name.replace(/\.[^.]*$/, "") + ".jpg", data: await small.arrayBuffer() };
}
