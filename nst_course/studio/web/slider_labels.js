// Labels for the sliders of ipywidgets, which have none for screen readers.

const PAUSE = 1000; // milliseconds; boxes appear and vanish without an event, and checking is cheap

export function labelSliders(node) {
  const addLabels = () => {
    let box = node;
    while (box.parentElement?.closest(".nst")) box = box.parentElement.closest(".nst");
    for (const handle of box.querySelectorAll(".noUi-handle:not([aria-label])")) {
      const label = handle.closest("[class*=widget-inline]")?.querySelector(".widget-label")?.textContent;
      if (label) handle.setAttribute("aria-label", label);
    }
  };
  const beat = setInterval(addLabels, PAUSE);
  return () => clearInterval(beat);
}
