"""What is done with a studio that is measured, each act with its figures: Stage -> dict."""

import time

from .figures import ages, delays, drawing, gaps, lags, pausing, sizes, spread, times, within

SLIDER = ".widget-hslider:has-text('α content') .noUi-handle"
SIZES = ((256, "content"), (256, "noise"), (512, "content"), (512, "noise"))
SLOWER = 20
SILENCE = 4.0  # seconds after which nobody looks, for sure


def start(stage):
    """Seconds to the first picture, and from Play to the first step's."""
    opened = stage.opened
    stage.onlooker.press("Play")
    stage.onlooker.look(1)
    stage.onlooker.until("nstNotes.some((note) => note.step > 0)")
    page, kernel = stage.onlooker.read(), stage.kernel()
    begin, made, clicked = times(kernel, "begin")[0], times(kernel, "made")[0], times(page, "click", text="Play")[0]
    pictures = times(page, "drawn")
    first_step = next(n["t"] for n in page if n["event"] == "drawn" and n["step"])
    return {
        "page": pictures[0] - opened,
        "kernel": begin - opened,
        "made": made - begin,
        "picture": pictures[0] - begin,
        "step": first_step - clicked,
    }


def play(stage, seconds):
    """Pictures a second while it plays."""
    begin, before = time.time(), stage.processor()
    stage.onlooker.look(seconds)
    end, after = time.time(), stage.processor()
    stage.onlooker.look(0.3)
    found = drawing(stage.kernel(begin - 1), stage.onlooker.read(begin), begin, end)
    pictures = max(1, round(found["pictures"] * found["seconds"]))
    return found | {"processor": {name: (after[name] - before[name]) / pictures for name in after}}


def pictures(stage, seconds):
    """Bytes of pictures of each size, from each start, with what is drawn of them; it plays afterwards as before."""
    found = []
    for size, first in SIZES:
        stage.set_up(start=first, size=size)
        begin = time.time()
        played = play(stage, seconds)
        stopped = time.time()
        stage.onlooker.press("Pause")
        stage.wait_for_picture(stopped, kind="image/png")
        kernel = stage.kernel(begin)
        found.append({"size": size, "start": first, "jpeg": sizes(kernel, "sent"), "png": sizes(kernel, "still")})
        found[-1] |= {"pictures": played["pictures"], "steps": played["steps"], "shown": played["shown"]}
        stage.onlooker.press("Play")
    stage.set_up(start="content", size=256)
    return found


def steer(stage, changes):
    """Seconds from a key on the slider of α to the objective, and to the first picture after that."""
    page = stage.onlooker.page
    page.locator(SLIDER).first.evaluate("handle => handle.focus({ preventScroll: true })")
    begin = time.time()
    for number in range(changes):
        page.keyboard.press("ArrowRight" if number % 20 < 10 else "ArrowLeft")
        stage.onlooker.look(0.25 + 0.037 * (number % 7))  # not in step with anything
    stage.onlooker.look(0.5)
    notes, kernel = stage.onlooker.read(begin), stage.kernel(begin)
    keys, done = times(notes, "key"), times(kernel, "steered")
    return {
        "heard": spread(delays(keys, times(kernel, "asked"))),
        "in_force": spread(delays(keys, done)),
        "picture": spread(delays(keys, first_pictures(kernel, notes, done))),
    }


def first_pictures(kernel, page, done):
    """When the first picture was drawn of a step that was computed after each change."""
    made = {n["step"]: n["t"] for n in kernel if n["event"] == "step"}
    drawn = [(n["t"], made[n["step"]]) for n in page if n["event"] == "drawn" and n["step"] in made]
    return [t for at in done for t in [min((t for t, computed in drawn if computed > at), default=None)] if t]


def pause(stage, times_over):
    """Seconds from the click on Pause to the end of the last step, and to the picture at rest."""
    begin = time.time()
    for number in range(times_over):
        stage.onlooker.press("Pause")
        stage.onlooker.look(0.8)
        stage.onlooker.press("Play")
        stage.onlooker.look(0.5 + 0.037 * (number % 7))
    return pausing(stage.kernel(begin), stage.onlooker.read(begin))


def respond(stage, seconds):
    """Frame gaps and long tasks of the page while it plays, and seconds that another cell takes."""
    begin = time.time()
    frames = gaps(stage.onlooker.page.evaluate("seconds => nstPace(seconds)", seconds))
    tasks = [n["seconds"] for n in stage.onlooker.read(begin) if n["event"] == "task"]
    cells = []
    for number in range(20):
        cells.append(stage.ask("1 + 1"))
        stage.onlooker.look(0.1 + 0.017 * (number % 5))
    return {"frames": spread(frames), "tasks": spread(tasks), "cell": spread(cells)}


def slow(stage, seconds):
    """A browser that is SLOWER times slower: how far it lags behind, and what memory grows."""
    onlooker, before = stage.onlooker, stage.memory()
    heap = onlooker.heap()
    onlooker.slow(SLOWER)
    onlooker.look(1)
    begin = time.time()
    onlooker.look(seconds)
    end = time.time()
    onlooker.slow(1)
    onlooker.look(0.5)
    kernel, notes = stage.kernel(begin - 10), onlooker.read(begin)
    drawn = [n for n in within(notes, begin, end) if n["event"] == "drawn"]
    return {
        "times": SLOWER,
        "lag": spread(lags(kernel, drawn)),
        "age": spread(ages(kernel, drawn)),
        "kernel": stage.memory() - before,
        "heap": onlooker.heap() - heap,
        **{name: drawing(kernel, notes, begin, end)[name] for name in ("pictures", "steps")},
    }


def leave(stage, seconds):
    """Steps computed from SILENCE seconds on after the page was hidden, fell silent, and was closed."""
    onlooker, left = stage.onlooker, {}
    hide = "Object.defineProperty(document, 'visibilityState', { value: VALUE, configurable: true }); "
    hide += "document.dispatchEvent(new Event('visibilitychange'))"
    onlooker.page.evaluate(hide.replace("VALUE", "'hidden'"))
    left["hidden"] = unseen(stage, seconds)
    onlooker.page.evaluate(hide.replace("VALUE", "'visible'"))
    back = time.time()
    stage.wait_for_picture(back)
    onlooker.look(1)
    left["on_again"] = delays([back], times(stage.kernel(back), "step"))[0]
    onlooker.freeze()
    left["silent"] = unseen(stage, seconds)
    onlooker.thaw()
    stage.wait_for_picture(time.time())
    onlooker.page.route("**/voila/api/shutdown/**", lambda route: route.abort())  # as notebooks: the kernel lives on
    onlooker.page.close()
    left["closed"] = unseen(stage, seconds)
    left["kernel_lives"] = stage.process.is_running()
    return left


def unseen(stage, seconds):
    """How many steps are computed in so many seconds, SILENCE after now; and when the last one was."""
    begin = time.time()
    time.sleep(SILENCE + seconds)
    steps = [t - begin for t in times(stage.kernel(begin), "step")]
    return {"steps": sum(t > SILENCE for t in steps), "last": max(steps, default=0.0)}
