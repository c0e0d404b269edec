// Sends a file to Python. Notebook servers silently close the connection at messages over 10 MB (Tornado) or 1 MB
// (Colab); a photograph of 48 megapixels has 15 MB. So large pictures are scaled down here, and files that the browser
// cannot read are sent in parts.
const SMALL = 900_000; // bytes
const PART_SIZE = 500_000;
const LONGEST_SIDE = 1024; // pixels; nst_course.studio.named_picture.LONGEST_UPLOAD

// The file itself if it is small or not a picture; else the picture in it, upright, on white, as a JPEG.
async function shrink(file) {
  if (file.size <= SMALL) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    drawOnWhite(canvas, bitmap);
    bitmap.close();
    return await encodeJpeg(canvas);
  } catch {
    return file; // perhaps TIFF or HEIC: Python reads it or says what to do
  }
}

function drawOnWhite(canvas, bitmap) {
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
}

async function encodeJpeg(canvas) {
  for (const quality of [0.95, 0.85, 0.7, 0.5]) {
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob.size <= SMALL || quality === 0.5) return blob;
  }
}

// Sends a file as messages {event: "part", name, number, count}, each with its bytes; of `limit` bytes or more, only
// as {event: "refused", name, size}. `extra` goes into each message.
export async function sendFile(model, file, limit, extra = {}) {
  const name = file.name;
  const blob = await shrink(file);
  if (blob.size >= limit) return model.send({ event: "refused", name, size: blob.size, ...extra });
  const bytes = await blob.arrayBuffer();
  const count = Math.max(1, Math.ceil(bytes.byteLength / PART_SIZE));
  for (let number = 0; number < count; number++) {
    const part = bytes.slice(number * PART_SIZE, (number + 1) * PART_SIZE);
    model.send({ event: "part", name, number, count, ...extra }, undefined, [part]);
  }
}
