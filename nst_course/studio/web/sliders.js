// Names for the sliders of ipywidgets, which screen readers find without one.

export function nameSliders(element) {
  let box = null;
  let planned = 0;
  const name = () => {
    planned = 0;
    for (const handle of box.querySelectorAll('[role="slider"]:not([aria-label]), .noUi-handle:not([aria-label])')) {
      const label = handle.closest(".jupyter-widgets")?.querySelector(".widget-label")?.textContent;
      if (label) handle.setAttribute("aria-label", label);
    }
  };
  const later = () => (planned ||= setTimeout(name, 200));
  const observer = new MutationObserver(later);
  // The element is put into its box after it was made.
  const start = setTimeout(() => {
    for (box = element; box.parentElement?.closest(".nst"); ) box = box.parentElement.closest(".nst");
    observer.observe(box, { childList: true, subtree: true });
    name();
  }, 500);
  return () => {
    clearTimeout(start);
    clearTimeout(planned);
    observer.disconnect();
  };
}
