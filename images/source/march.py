"""Where rays meet solids: steps along each ray, as long as the distance to the solid allows."""

import numpy as np
from fields import sample
from solids import dot


def hit(solid, eye, ray, steps=42, caution=0.85, begin=0.0):
    """Distance along each ray to the solid (inf where it misses) and normals there (H, W, 3).

    The search begins at the distances `begin`, and only for rays where that is finite.
    """
    turn = np.eye(3) if solid.turn is None else solid.turn
    start = (np.float32(eye) - np.float32(solid.centre)) @ turn.astype(np.float32)
    flat = (ray @ turn.astype(np.float32)).reshape(-1, 3)
    middle = -flat @ start
    inside = solid.radius**2 - (start @ start - middle**2)
    far = np.full(len(flat), np.inf, np.float32)
    normal = np.zeros_like(flat)
    begin = np.broadcast_to(np.float32(begin), ray.shape[:2]).ravel()
    live = np.flatnonzero((inside > 0) & np.isfinite(begin))
    half = np.sqrt(inside[live])
    way, t, end = flat[live], np.maximum(middle[live] - half, begin[live]), middle[live] + half
    found = []
    for step in range(steps):
        gap = solid.distance(start + way * t[:, None])
        t = t + caution * gap
        if step % 3 == 2 or step == steps - 1:
            done = gap < (4e-4 * t if step < steps - 1 else 0.006)
            found.append((live[done], t[done]))
            keep = ~done & (t < end)
            live, way, t, end = live[keep], way[keep], t[keep], end[keep]
    where, t = (np.concatenate(part) for part in zip(*found, strict=True))
    far[where] = t
    normal[where] = slope(solid.distance, start + flat[where] * t[:, None]) @ turn.T.astype(np.float32)
    return far.reshape(ray.shape[:2]), normal.reshape(ray.shape)


def hit_finely(solid, eye, ray, every=5, step=0.18):
    """As `hit`, for costly shapes: every fifth ray is followed, those between start from what their neighbours found.

    Only where neighbours are further apart than `step`, at the edges of the shape, each ray is followed all the way.
    """
    rough, _ = hit(solid, eye, ray[::every, ::every], steps=60)
    h, w = rough.shape
    padded = np.pad(rough, 1, mode="edge")
    around = np.stack([padded[i : i + h, k : k + w] for i in range(3) for k in range(3)])
    nearest, even = around.min(0), around.max(0) < around.min(0) + step
    rows, columns = (np.arange(n, dtype=np.float32) / every for n in ray.shape[:2])
    cell = np.ix_(*(np.minimum((v + 0.5).astype(int), n - 1) for v, n in ((rows, h), (columns, w))))
    even, begin = even[cell], nearest[cell] - np.float32(0.06)
    guess = sample(np.where(np.isfinite(rough), rough, 0), columns[None, :], rows[:, None])
    far, normal = hit(solid, eye, ray, steps=36, begin=np.where(even, np.inf, begin))
    far[even] = _secant(solid, eye, ray[even], guess[even])
    return far, _normals(solid, eye, ray, far, normal, even)


def _secant(solid, eye, ray, t):
    """Distances to the surface, from close guesses t."""
    start, way = _own(solid, eye, ray)
    gap = solid.distance(start + way * t[:, None])
    ahead = t + gap + np.where(gap < 0, -1e-4, 1e-4).astype(np.float32)
    left = solid.distance(start + way * ahead[:, None])
    rate = np.clip((left - gap) / (ahead - t), -3, -0.15)
    return ahead - left / rate


def _normals(solid, eye, ray, far, normal, even):
    """Normals from the depths around where those are `even`, from the distance field in the remaining places."""
    inner = even.copy()
    for axis in (0, 1):
        for shift in (-1, 1):
            inner &= np.roll(even, shift, axis)
    at = ray * np.where(np.isfinite(far), far, 0)[..., None]
    right, down = np.zeros_like(at), np.zeros_like(at)
    right[:, 1:-1], down[1:-1] = at[:, 2:] - at[:, :-2], at[2:] - at[:-2]
    flat = np.cross(down[inner], right[inner])
    flat *= -np.sign(dot(flat, ray[inner]))[:, None] / np.sqrt(dot(flat, flat) + 1e-20)[:, None]
    border = even & ~inner
    start, way = _own(solid, eye, ray[border])
    turn = np.eye(3) if solid.turn is None else solid.turn
    normal[border] = slope(solid.distance, start + way * far[border][:, None]) @ turn.T.astype(np.float32)
    normal[inner] = flat
    return normal


def _own(solid, eye, ray):
    """Start and directions of rays in the frame of a solid."""
    turn = (np.eye(3) if solid.turn is None else solid.turn).astype(np.float32)
    return (np.float32(eye) - np.float32(solid.centre)) @ turn, ray @ turn


def slope(distance, at, step=0.004):
    """Outward unit normals of a distance field, from four samples round each point."""
    corners = np.float32([(1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)])
    total = sum(corner * distance(at + corner * step)[..., None] for corner in corners)
    return total / np.sqrt(dot(total, total) + 1e-12)[..., None]
