"""128-bit hashes of identifiers and message ids, as two uint64 columns, computed by DuckDB a column at a time."""

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Keys:
    """n hashes: the high and the low half, uint64[n] each. Equal keys mean equal texts."""

    high: np.ndarray
    low: np.ndarray

    def __len__(self) -> int:
        return len(self.high)

    def take(self, rows: np.ndarray) -> "Keys":
        return Keys(self.high[rows], self.low[rows])

    @classmethod
    def none(cls) -> "Keys":
        return cls(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.uint64))

    @classmethod
    def joined(cls, parts: "list[Keys]") -> "Keys":
        if not parts:
            return cls.none()
        return cls(np.concatenate([p.high for p in parts]), np.concatenate([p.low for p in parts]))

    def order(self) -> np.ndarray:
        """The stable permutation that sorts by (high, low)."""
        order = np.argsort(self.high, kind="stable")
        high = self.high[order]
        if (high[1:] == high[:-1]).any():
            return np.lexsort((self.low, self.high))
        return order

    def hexadecimal(self) -> list[str]:
        """The md5 digests, as they are usually written."""
        digits = np.stack([self.low, self.high], axis=1).astype("<u8").tobytes().hex()
        return [digits[i : i + 32] for i in range(0, len(digits), 32)]


def prefixed_keys(connection: duckdb.DuckDBPyConnection, prefix: str, texts: pa.Array | pa.ChunkedArray) -> Keys:
    """The hash of prefix, a zero character and each text, none of which may be null. In the order of `texts`."""
    if len(texts) == 0:
        return Keys.none()
    texts_table = pa.table({"text": texts})
    connection.register("hashed_texts", texts_table)
    try:
        # md5_number is the digest as a little-endian number.
        result = connection.sql(
            """
            SELECT (n >> 64)::UBIGINT AS high, (n & 18446744073709551615::UHUGEINT)::UBIGINT AS low
            FROM (SELECT md5_number($prefix || chr(0) || text) AS n FROM hashed_texts)
            """,
            params={"prefix": prefix},
        ).to_arrow_table()
    finally:
        connection.unregister("hashed_texts")
    return Keys(result["high"].to_numpy(), result["low"].to_numpy())
