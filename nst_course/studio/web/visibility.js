// Reports to the kernel once a second that this view is visible, and immediately when it is hidden.

const PULSE = 1000; // milliseconds

export function reportVisibility(model, node, onChange) {
  const name = Math.random().toString(36).slice(2);
  let onScreen = false;
  let gone = false;
  let last = null;
  const isVisible = () => onScreen && !gone && document.visibilityState === "visible";
  const report = () => {
    last = isVisible();
    model.send({ event: "alive", view: name, visible: last });
  };
  const check = () => {
    if (isVisible() === last) return;
    report();
    onChange(last);
  };
  const watcher = new IntersectionObserver((entries) => {
    onScreen = entries[entries.length - 1].isIntersecting;
    check();
  });
  watcher.observe(node);
  const leave = () => ((gone = true), check());
  const enter = () => ((gone = false), check());
  const pulse = setInterval(() => isVisible() && report(), PULSE);
  document.addEventListener("visibilitychange", check);
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", enter);
  const stop = () => {
    leave();
    clearInterval(pulse);
    watcher.disconnect();
    document.removeEventListener("visibilitychange", check);
    window.removeEventListener("pagehide", leave);
    window.removeEventListener("pageshow", enter);
  };
  return { name, isVisible, stop };
}
