"""Shares of two groups beside each other: how sure a difference is, how strong, and how likely by chance."""

from collections.abc import Sequence
from math import asin, erfc, sqrt
from statistics import NormalDist

CONFIDENCE = 0.95


def deviations(tries: int = 1) -> float:
    """How many standard deviations a 95 % interval reaches when the best of so many tries was picked (Bonferroni)."""
    return NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / (2 * tries))


def wilson(count: int, of: int, z: float | None = None) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927); everything is possible of nobody."""
    if of == 0:
        return (0.0, 1.0)
    z = deviations() if z is None else z
    share, z2 = count / of, z * z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    reach = z * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return (max(0.0, middle - reach), min(1.0, middle + reach))


def newcombe(a: int, n: int, b: int, m: int, z: float | None = None) -> tuple[float, float]:
    """The interval of a/n − b/m, from the score intervals of both shares.

    Method 10 of R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of
    eleven methods", Statistics in Medicine 17 (1998), 873–890.
    """
    if n == 0 or m == 0:
        return (-1.0, 1.0)
    (l1, u1), (l2, u2) = wilson(a, n, z), wilson(b, m, z)
    p, q = a / n, b / m
    return (p - q - sqrt((p - l1) ** 2 + (u2 - q) ** 2), p - q + sqrt((u1 - p) ** 2 + (q - l2) ** 2))


def cohen_h(p: float, q: float) -> float:
    """How far two shares are apart (Cohen 1988): 0.2 is small, 0.5 medium, 0.8 large; positive when p is greater."""
    return 2 * asin(sqrt(p)) - 2 * asin(sqrt(q))


def chance(a: int, n: int, b: int, m: int) -> float:
    """How likely shares differ that much when nothing is behind it: the two-sided pooled test, with Yates's correction,
    which is careful where counts are small."""
    if n == 0 or m == 0:
        return 1.0
    pooled = (a + b) / (n + m)
    deviation = sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    if deviation == 0:
        return 1.0
    apart = max(0.0, abs(a / n - b / m) - (1 / n + 1 / m) / 2)
    return erfc(apart / deviation / sqrt(2))


def adjusted(chances: Sequence[float]) -> list[float]:
    """The chances with regard to how many were looked at: keeping those up to 0.05 keeps 5 % false ones on average.

    Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", J. R. Statist. Soc. B 57 (1995), 289–300.
    """
    out = [1.0] * len(chances)
    least = 1.0
    order = sorted(range(len(chances)), key=chances.__getitem__)
    for rank in range(len(order), 0, -1):
        at = order[rank - 1]
        least = min(least, chances[at] * len(order) / rank)
        out[at] = least
    return out
