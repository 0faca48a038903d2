"""Places on the globe, for many points at once."""

import math

import numpy as np
import numpy.typing as npt

from shoal.columns.dates import Mask
from shoal.model.rule import InsideBox, InsidePolygon, NamedPlace, Place, WithinKm

EARTH_KM = 6371.0088  # the mean radius (IUGG)
PARTS = ("latitude", "longitude")

Degrees = npt.NDArray[np.float64]


def contains(place: Place, latitude: Degrees, longitude: Degrees) -> Mask:
    """Whether each point lies in the place; NaN where a point isn't known, which is nowhere."""
    known = (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)
    match place:
        case WithinKm(km, lat, lon):
            return known & (_distance(latitude, longitude, float(lat), float(lon)) <= float(km))
        case InsideBox(south, west, north, east):
            return known & _in_box(latitude, longitude, float(south), float(west), float(north), float(east))
        case InsidePolygon(corners):
            return known & _in_polygon(latitude, longitude, [(float(y), float(x)) for y, x in corners])
        case NamedPlace():
            raise ValueError("a named place is compared by its name")


def _distance(latitude: Degrees, longitude: Degrees, lat: float, lon: float) -> Degrees:
    """Haversine (Sinnott 1984), in km. `math` gives each distinct point the same double as one point alone."""
    points, inverse = np.unique(np.stack([latitude, longitude], axis=1), axis=0, return_inverse=True)
    y2, x2 = math.radians(lat), math.radians(lon)
    out = np.full(len(points), np.inf)
    for i, (point_lat, point_lon) in enumerate(points.tolist()):
        if math.isnan(point_lat) or math.isnan(point_lon):
            continue
        y1, x1 = math.radians(point_lat), math.radians(point_lon)
        h = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
        out[i] = 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))
    return out[inverse.reshape(-1)]


def _in_box(latitude: Degrees, longitude: Degrees, south: float, west: float, north: float, east: float) -> Mask:
    after, before = longitude >= west, longitude <= east
    across = after & before if west <= east else after | before
    result: Mask = (latitude >= south) & (latitude <= north) & across
    return result


def _in_polygon(latitude: Degrees, longitude: Degrees, corners: list[tuple[float, float]]) -> Mask:
    """Even-odd rule, planar in degrees; a point on an edge is inside."""
    y, x = latitude, longitude
    inside = np.zeros(y.size, np.bool_)
    edge = np.zeros(y.size, np.bool_)
    for (y1, x1), (y2, x2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        cross = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        edge |= (cross == 0) & (x >= min(x1, x2)) & (x <= max(x1, x2)) & (y >= min(y1, y2)) & (y <= max(y1, y2))
        inside ^= ((y1 > y) != (y2 > y)) & ((cross > 0) == (y2 > y1))
    return inside | edge
