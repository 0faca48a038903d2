"""Places on the globe, in plain trigonometry with doubles."""

import math
from collections.abc import Mapping, Sequence

from shoal.model.history import JsonValue
from shoal.model.rule import InsideBox, InsidePolygon, NamedPlace, Place, WithinKm
from shoal.oracle.values import as_number, refuse

EARTH_KM = 6371.0088


def lies_in(place: Place, where: JsonValue) -> bool:
    """Whether a `location` object (latitude, longitude, country, region, city) is in the place; unknown is false."""
    if not isinstance(where, Mapping):
        return False
    if isinstance(place, NamedPlace):
        return where.get(place.kind) in place.names
    point = _point(where)
    if point is None:
        return False
    match place:
        case WithinKm(km, latitude, longitude):
            return _distance(point, (float(latitude), float(longitude))) <= float(km)
        case InsideBox(south, west, north, east):
            return _in_box(point, float(south), float(west), float(north), float(east))
        case InsidePolygon(corners):
            return _in_polygon(point, [(float(y), float(x)) for y, x in corners])
    refuse(place)


def _point(where: Mapping[str, JsonValue]) -> tuple[float, float] | None:
    latitude, longitude = as_number(where.get("latitude")), as_number(where.get("longitude"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return float(latitude), float(longitude)


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Haversine (Sinnott 1984), in km."""
    y1, x1, y2, x2 = map(math.radians, (*one, *other))
    h = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def _in_box(point: tuple[float, float], south: float, west: float, north: float, east: float) -> bool:
    y, x = point
    across = west <= x <= east if west <= east else x >= west or x <= east
    return south <= y <= north and across


def _in_polygon(point: tuple[float, float], corners: Sequence[tuple[float, float]]) -> bool:
    """Even-odd rule; a point on an edge is inside."""
    y, x = point
    inside = False
    for (y1, x1), (y2, x2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        cross = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        if cross == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return True
        # An edge that crosses the horizontal through the point does so to its right when this product is positive.
        if (y1 > y) != (y2 > y) and (cross > 0) == (y2 > y1):
            inside = not inside
    return inside
