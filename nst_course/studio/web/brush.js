// A brush with many bristles, each in its own shade, so that strokes have a texture worth transferring.

const SPACING = 3; // pixels between two dabs
const TURN = 0.35; // how fast the brush turns into the direction of the stroke

// Random numbers in [0, 1), reproducible from the seed, so that a stroke can be repainted.
function seededRandom(seed) {
  let state = seed * 2654435761 + 1013904223;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 4294967296;
  };
}

// A stroke {color, width, seed, points: [x, y, pressure]} is painted point by point: brush(pen, stroke).to(x, y, pressure)
export function brush(pen, { color, width, seed }) {
  const random = seededRandom(seed);
  const count = Math.round(8 + 1.1 * width);
  const bristles = Array.from({ length: count }, (_, i) => ({
    offset: ((i + random()) / count - 0.5) * width,
    shade: (random() + random() - 1) * 30,
    thick: (width / count) * (0.7 + 1.6 * random()),
    dry: random(),
  }));
  for (const bristle of bristles) bristle.color = shaded(color, bristle.shade);
  bristles.sort((a, b) => a.dry - b.dry);
  let [x, y, angle, distance] = [null, null, null, 0];

  const touch = (nx, ny, pressure) => {
    const direction = Math.atan2(ny - y, nx - x);
    const before = angle ?? direction;
    angle = before + TURN * Math.atan2(Math.sin(direction - before), Math.cos(direction - before));
    const size = 0.55 + 0.9 * pressure;
    distance += Math.hypot(nx - x, ny - y);
    for (const { offset, thick, dry, color } of bristles) {
      const worn = Math.sin(distance / (9 + 40 * dry) + 12 * dry) < -0.86; // now and then a bristle runs out of paint
      if (worn || distance < 0.4 * width * dry * dry) continue; // nor do all start at once
      pen.strokeStyle = color;
      pen.lineWidth = thick;
      pen.beginPath();
      pen.moveTo(x - Math.sin(before) * offset * size, y + Math.cos(before) * offset * size);
      pen.lineTo(nx - Math.sin(angle) * offset * size, ny + Math.cos(angle) * offset * size);
      pen.stroke();
    }
    [x, y] = [nx, ny];
  };

  const to = (nx, ny, pressure) => {
    if (x === null) {
      [x, y] = [nx, ny];
      pen.lineCap = "round";
      return;
    }
    const length = Math.hypot(nx - x, ny - y);
    const [fromX, fromY] = [x, y];
    for (let at = SPACING; at <= length; at += SPACING)
      touch(fromX + ((nx - fromX) * at) / length, fromY + ((ny - fromY) * at) / length, pressure);
  };

  // A dab for a mere tap of the pointer.
  const lift = () => {
    if (distance > 0 || x === null) return;
    const [cx, cy] = [x, y];
    [x, y] = [cx - width / 2, cy - width / 6];
    to(cx + width / 2, cy + width / 6, 0.5);
  };
  return { to, lift };
}

function shaded(color, by) {
  const parts = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  return `rgb(${parts.map((part) => Math.max(0, Math.min(255, Math.round(part + by)))).join(" ")})`;
}
