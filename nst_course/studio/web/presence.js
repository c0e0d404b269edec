// Tells the kernel, once a second, that this view can be seen, and at once when it no longer can.

const PULSE = 1000; // milliseconds

export function presence(model, element, changed) {
  const view = Math.random().toString(36).slice(2);
  let onScreen = false;
  let gone = false;
  let last = null;
  const visible = () => onScreen && !gone && document.visibilityState === "visible";
  const say = () => {
    last = visible();
    model.send({ event: "alive", view, visible: last });
  };
  const look = () => {
    if (visible() === last) return;
    say();
    changed(last);
  };
  const watcher = new IntersectionObserver((entries) => {
    onScreen = entries[entries.length - 1].isIntersecting;
    look();
  });
  watcher.observe(element);
  const leave = () => ((gone = true), look());
  const enter = () => ((gone = false), look());
  const pulse = setInterval(() => visible() && say(), PULSE);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", enter);
  const stop = () => {
    leave();
    clearInterval(pulse);
    watcher.disconnect();
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("pagehide", leave);
    window.removeEventListener("pageshow", enter);
  };
  return { view, visible, stop };
}
