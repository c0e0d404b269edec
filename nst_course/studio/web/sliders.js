// Names for the sliders of ipywidgets, which screen readers find without one.

const PAUSE = 1000; // milliseconds; boxes come and go without a word, and a look around costs nothing

export function nameSliders(element) {
  const name = () => {
    let box = element;
    while (box.parentElement?.closest(".nst")) box = box.parentElement.closest(".nst");
    for (const handle of box.querySelectorAll(".noUi-handle:not([aria-label])")) {
      const label = handle.closest("[class*=widget-inline]")?.querySelector(".widget-label")?.textContent;
      if (label) handle.setAttribute("aria-label", label);
    }
  };
  const beat = setInterval(name, PAUSE);
  return () => clearInterval(beat);
}
