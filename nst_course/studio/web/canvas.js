// The canvas that shows G, as sharp as the screen allows. It keeps one decoded picture and closes all others.

import { element } from "./dom.js";

export function pictureCanvas(onResize) {
  const canvas = element("canvas", { class: "nst-picture", role: "img", "aria-label": "G, the generated picture" });
  const pen = canvas.getContext("2d", { alpha: false });
  let bitmap = null;
  let asked = 0;
  let drawn = 0;

  const draw = () => {
    if (!bitmap || !canvas.width) return;
    pen.imageSmoothingQuality = "high";
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  };

  const fit = () => {
    const box = canvas.getBoundingClientRect();
    const [width, height] = [box.width, box.height].map((side) => Math.round(side * window.devicePixelRatio));
    if (width === canvas.width && height === canvas.height) return;
    canvas.width = width;
    canvas.height = height;
    draw();
  };

  const observer = new ResizeObserver(fit);
  observer.observe(canvas);

  // Resolves to true once the picture is drawn, to false if a newer one came first or it could not be decoded.
  const show = async (file, size) => {
    const turn = ++asked;
    const decoded = await createImageBitmap(file).catch(() => null);
    await new Promise(requestAnimationFrame);
    if (!decoded || turn < drawn) {
      decoded?.close();
      return false;
    }
    drawn = turn;
    bitmap?.close();
    bitmap = decoded;
    onResize(size?.width ?? decoded.width, size?.height ?? decoded.height);
    fit();
    draw();
    return true;
  };

  const clear = () => {
    drawn = ++asked;
    bitmap?.close();
    bitmap = null;
    pen.fillRect(0, 0, canvas.width, canvas.height);
  };

  const stop = () => {
    clear();
    observer.disconnect();
    canvas.width = canvas.height = 0;
  };
  return { canvas, show, clear, stop };
}
