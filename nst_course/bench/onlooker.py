"""Who looks at the studio that is measured: a browser without a window, whose page notes what is drawn and when."""

import contextlib
import re
import shutil

from ..errors import NstError

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-precise-memory-info"]
PAGE = {"width": 1280, "height": 1000}
WAIT = 90_000  # milliseconds for what must come in the end
# Of the canvas it counts what is painted from a file that was decoded, once each: not what is drawn again on resizing.
NOTES = """
(() => {
  const notes = (window.nstNotes = []);
  const note = (event, more = {}) => {
    const made = { t: Date.now() / 1000, event, ...more };
    notes.push(made);
    return made;
  };
  const kinds = new WeakMap();
  const decode = window.createImageBitmap.bind(window);
  window.createImageBitmap = async (source, ...more) => {
    const bitmap = await decode(source, ...more);
    kinds.set(bitmap, source.type);
    return bitmap;
  };
  let last = null;
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (image, ...more) {
    draw.call(this, image, ...more);
    if (!kinds.has(image) || !this.canvas.classList.contains("nst-picture")) return;
    last = note("drawn", { kind: kinds.get(image), step: null });
    kinds.delete(image);
  };
  const name = HTMLCanvasElement.prototype.setAttribute;
  HTMLCanvasElement.prototype.setAttribute = function (attribute, value) {
    name.call(this, attribute, value);
    const step = attribute === "aria-label" && /step (\\d+)$/.exec(value);
    if (step && last && this.classList.contains("nst-picture")) last.step = Number(step[1]);
  };
  addEventListener("keydown", (event) => note("key", { key: event.key }), true);
  addEventListener("click", (event) => {
    note("click", { text: event.target.closest?.("button")?.textContent.trim() ?? "" });
  }, true);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) note("task", { seconds: entry.duration / 1000 });
  }).observe({ type: "longtask" });
  window.nstPace = (seconds) => new Promise((done) => {
    const times = [];
    const tick = (now) => {
      times.push(now / 1000);
      if (now / 1000 - times[0] < seconds) requestAnimationFrame(tick);
      else done(times);
    };
    requestAnimationFrame(tick);
  });
})();
"""


@contextlib.contextmanager
def browser():
    """Chromium. Raises NstError where it or Playwright is missing."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise NstError("nst bench --studio needs Playwright: pip install playwright, then try again.") from None
    if not path:
        raise NstError("nst bench --studio needs Chromium: install the package chromium of your system.")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=OPTIONS)
        try:
            yield chromium
        finally:
            chromium.close()


class Onlooker:
    """A page of a studio: opens it, presses its buttons, keeps the notes of what was drawn."""

    def __init__(self, browser):
        self.page = browser.new_page(viewport=PAGE)
        self.notes, self.errors = [], []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.add_init_script(NOTES)
        self.tools = self.page.context.new_cdp_session(self.page)

    def open(self, address, in_lab=False):
        """Opens the page, runs the cell where there is a notebook, and waits for the first picture."""
        page = self.page
        page.goto(address, wait_until="commit")
        if in_lab:
            page.get_by_text("| Idle").first.wait_for(timeout=WAIT)
            page.locator(".jp-Notebook .jp-Cell").first.click()
            page.keyboard.press("Shift+Enter")
        self.until("nstNotes.some((note) => note.event === 'drawn')")
        page.locator("canvas.nst-picture").scroll_into_view_if_needed()

    def press(self, name):
        """Clicks the button of that text, icons aside."""
        self.page.locator("button", has_text=re.compile(rf"^\s*{name}\s*$")).first.click(timeout=WAIT)

    def until(self, condition):
        """Waits until an expression of JavaScript is true."""
        self.page.wait_for_function(condition, timeout=WAIT, polling=50)

    def look(self, seconds):
        """Lets time pass."""
        self.page.wait_for_timeout(1000 * seconds)

    def read(self, since=0.0):
        """The notes from a time on."""
        self.notes += self.page.evaluate("nstNotes.splice(0)")
        return [note for note in self.notes if note["t"] >= since]

    def forget(self):
        """Drops the notes."""
        self.page.evaluate("nstNotes.splice(0)")
        self.notes.clear()

    def heap(self):
        """Bytes that the scripts of the page hold, after the rubbish was taken out."""
        self.tools.send("HeapProfiler.collectGarbage")
        return self.tools.send("Runtime.getHeapUsage")["usedSize"]

    def slow(self, times):
        """From now on its processor is so many times slower."""
        self.tools.send("Emulation.setCPUThrottlingRate", {"rate": times})

    def freeze(self):
        """From now on its scripts stand still, as in a tab that the browser put to sleep."""
        self.tools.send("Debugger.enable")
        self.tools.send("Debugger.pause")

    def thaw(self):
        """Scripts go on."""
        self.tools.send("Debugger.disable")
