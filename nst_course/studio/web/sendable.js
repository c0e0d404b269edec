// Makes a file small enough to be sent to Python. Notebook servers end the connection, without a word, at messages over
// 10 MB (Tornado), Colab's already at 1 MB; a photograph of 48 megapixels has 15. So large pictures are scaled down
// here, and files that the browser cannot read travel in parts.
const ENOUGH = 900_000; // bytes
const PART = 500_000;
const LONGEST = 1024; // pixels; nst_course.studio.uploads.LONGEST

// The file itself when it is small; else the picture in it, upright, on white, as a JPEG; the file when there is none.
async function sendable(file) {
  if (file.size <= ENOUGH) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    paint(canvas, bitmap);
    bitmap.close();
    return await encoded(canvas);
  } catch {
    return file; // TIFF or HEIC perhaps: Python reads it, or says what to do
  }
}

function paint(canvas, bitmap) {
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
}

async function encoded(canvas) {
  for (const quality of [0.95, 0.85, 0.7, 0.5]) {
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob.size <= ENOUGH || quality === 0.5) return blob;
  }
}

// Sends a file as messages {event: "part", name, number, count}, each with its bytes; one of `limit` bytes or more only
// as {event: "refused", name, size}. `more` travels in each message.
export async function sendFile(model, file, limit, more = {}) {
  const name = file.name;
  const blob = await sendable(file);
  if (blob.size >= limit) return model.send({ event: "refused", name, size: blob.size, ...more });
  const bytes = await blob.arrayBuffer();
  const count = Math.max(1, Math.ceil(bytes.byteLength / PART));
  for (let number = 0; number < count; number++) {
    const part = bytes.slice(number * PART, (number + 1) * PART);
    model.send({ event: "part", name, number, count, ...more }, undefined, [part]);
  }
}
