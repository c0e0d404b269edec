// The axes of the plot: limits, ticks, numbers and labels. The limits change as rarely as possible.

const STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

// The next round number of steps, so that the axis rarely changes while a run grows.
export function lastStep(most) {
  const decade = 10 ** Math.floor(Math.log10(Math.max(most, 10)));
  return decade * STEPS.find((factor) => factor * decade >= most);
}

// Limits of a logarithmic axis at 1, 2 or 5 times a power of ten; keeps the previous limits while they fit well.
export function axisLimits(least, most, before) {
  if (!(least > 0 && least <= most && most < Infinity)) return before ?? [0.1, 1]; // nothing to draw yet
  const low = snap(least * 0.98, Math.floor);
  const high = snap(most * 1.02, Math.ceil);
  if (!before || low < before[0] || high > before[1]) return [low, Math.max(high, low * 5)];
  const room = Math.log(before[1] / before[0]) / Math.log(Math.max(high / low, 5));
  return room > 1.7 ? [low, Math.max(high, low * 5)] : before;
}

function snap(value, round) {
  const place = Math.log10(value);
  const decade = Math.floor(place);
  const part = round === Math.floor ? [1, 2, 5] : [1, 2, 5, 10];
  const factor = value / 10 ** decade;
  const fits = round === Math.floor ? part.filter((p) => p <= factor).pop() : part.find((p) => p >= factor);
  return (fits ?? 1) * 10 ** decade;
}

// Powers of ten, with 2 and 5 times them if there is room: at least `gap` pixels between two ticks.
export function costTicks([low, high], length, gap) {
  const decades = Math.log10(high / low);
  const perDecade = length / decades;
  const factors = perDecade * 0.301 > gap ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(gap / perDecade));
  const found = [];
  for (let decade = Math.floor(Math.log10(low)); decade <= Math.ceil(Math.log10(high)); decade++) {
    if (factors.length === 1 && decade % every) continue;
    found.push(...factors.map((factor) => Number(`${factor}e${decade}`)));
  }
  return found.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
}

export function stepTicks(last, length, gap) {
  const wanted = (last * gap) / length;
  const decade = 10 ** Math.floor(Math.log10(Math.max(wanted, 1)));
  const apart = decade * [1, 2, 5, 10].find((factor) => factor * decade >= wanted);
  return Array.from({ length: Math.floor(last / apart + 1e-9) + 1 }, (_, i) => i * apart);
}

// 15k for 15000, 0.02 for 0.02, 3e-5 for less.
export function formatShort(value) {
  for (const [size, letter] of [[1e9, "G"], [1e6, "M"], [1e3, "k"]])
    if (Math.abs(value) >= size * 0.9995) return `${Number((value / size).toPrecision(3))}${letter}`;
  return Math.abs(value) >= 1e-3 || value === 0 ? `${Number(value.toPrecision(3))}` : value.toExponential(0);
}

// Heights of labels, at least `gap` apart, as close as possible to their curves, within [top, bottom].
export function spreadLabels(wanted, gap, top, bottom) {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  const placed = [];
  let groups = order.map((i) => ({ members: [i], sum: wanted[i], center: wanted[i] }));
  for (let merged = true; merged; ) {
    merged = false;
    const next = [];
    for (const group of groups) {
      const last = next[next.length - 1];
      if (last && group.center - last.center < (gap * (group.members.length + last.members.length)) / 2) {
        last.members.push(...group.members);
        last.sum += group.sum;
        last.center = within(last, gap, top, bottom);
        merged = true;
      } else next.push({ ...group, members: [...group.members], center: within(group, gap, top, bottom) });
    }
    groups = next;
  }
  for (const { members, center } of groups)
    members.forEach((i, rank) => (placed[i] = center + (rank - (members.length - 1) / 2) * gap));
  return placed;
}

function within({ members, sum }, gap, top, bottom) {
  const half = ((members.length - 1) * gap) / 2;
  return Math.min(bottom - half, Math.max(top + half, sum / members.length));
}
