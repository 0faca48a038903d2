"""Columns of a file to records, by a mapping: typed strictly, a cell that doesn't fit refuses its row."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.ingest import times
from shoal.ingest.mapping import Cell, EventName, Expression, Mapping_, parse_expression
from shoal.ingest.parquet import is_text, native_times
from shoal.ingest.prepared import MAX_RECORD, Refusals, checked, incoming
from shoal.model.errors import InvalidInput

NUMBER = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?"

_EPOCH_FACTORS = {"epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}
_TIME_CODES = ("%H", "%I", "%M", "%S", "%f", "%p", "%c", "%X", "%z")
# Digits of an operand of a calculation, before and after the point, and of any result: DuckDB's exact decimals.
_WHOLE, _PLACES, _MAX_DIGITS = 12, 6, 38


@dataclass(frozen=True, slots=True)
class _Checked:
    """SQL for a value as text, and for the reason why the cell doesn't fit (null: it does)."""

    sql: str
    misfit: str | None = None

    @classmethod
    def unless(cls, sql: str, misfit: str, reason: str) -> "_Checked":
        return cls(sql, f"CASE WHEN {misfit} THEN {_literal(reason)} END")


class Typing:
    """Turns tables of one file into records. Raises InvalidInput where the mapping doesn't fit the columns' types."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, mapping: Mapping_, zone: str) -> None:
        self._connection = connection
        self._mapping = mapping
        self._zone = mapping.zone or zone

    def records_of(self, table: pa.Table, refusals: Refusals) -> pa.Table:
        """The records of the rows, schema INCOMING (message_id null where the file has none)."""
        mapping = self._mapping
        columns: dict[str, pa.Array | pa.ChunkedArray] = {}
        if mapping.time is not None:
            columns["time"] = self._time(table, refusals)
        table = self._with_dates(table, refusals)
        selected = self._selected(table)
        found = self._query(table, selected)
        for i, value in enumerate(selected.values()):
            if value.misfit is not None:
                refusals.refuse_for(found[f"misfit_{i}"])
        columns |= {name: found[name] for name in selected}
        if mapping.kind == "tags":
            columns["present"] = self._present(found, table.num_rows)
        if mapping.event is not None and mapping.event.constant is None:
            refusals.refuse(pc.is_null(found["event"]), f"no event name in {mapping.event.column}")
        if mapping.kind == "tags":
            refusals.refuse(pc.is_null(found["tag"]), "no tag")
        records = incoming(columns, table.num_rows)
        sizes = sum(
            np.asarray(pc.fill_null(pc.binary_length(records[name]), 0)) for name in ("properties", "attributes")
        )
        refusals.refuse(sizes > MAX_RECORD, f"longer than {MAX_RECORD} bytes")
        return checked(records, refusals)

    # --- times ------------------------------------------------------------------------------------------------------

    def _time(self, table: pa.Table, refusals: Refusals) -> pa.Array:
        time = self._mapping.time
        assert time is not None
        column = table[time.column].combine_chunks()
        micro, kinds = self._read_times(column, time.format, time.zone or self._zone)
        missing = _is_empty(column)
        refusals.refuse(~missing & (kinds == times.UNREADABLE), f"{time.column} is no time")
        return pa.array(micro, mask=kinds == times.UNREADABLE)

    def _read_times(self, column: pa.Array, form: str, zone: str) -> tuple[np.ndarray, np.ndarray]:
        """Instants int64[n] and their kinds: a DATE is local midnight."""
        if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
            micro, has = native_times(column, zone)
            kind = times.DATE if pa.types.is_date(column.type) else times.INSTANT
            return micro, np.where(has, kind, times.UNREADABLE).astype(np.uint8)
        if form in _EPOCH_FACTORS:
            return _epochs(column, _EPOCH_FACTORS[form])
        if not is_text(column.type):
            raise InvalidInput(
                f"a time column holds {column.type}", hint="add a format: epoch_s, epoch_ms or epoch_us for numbers"
            )
        texts = pc.utf8_trim_whitespace(column.cast(pa.string()))
        micro, kinds = times.read_iso(texts) if form == "iso" else self._strptime(texts, form)
        local = (kinds == times.LOCAL) | (kinds == times.DATE)
        micro[local] = times.to_instants(micro[local], zone)
        return micro, kinds

    def _strptime(self, texts: pa.Array, form: str) -> tuple[np.ndarray, np.ndarray]:
        self._connection.register("time_texts", pa.table({"text": texts}))
        try:
            found = self._connection.sql(
                "SELECT epoch_us(try_strptime(text, $form)) AS time FROM time_texts", params={"form": form}
            ).to_arrow_table()["time"]
        except duckdb.Error as error:
            raise InvalidInput(f"{form!r} is no time format: {error}", hint="for example %d/%m/%Y %H:%M") from None
        finally:
            self._connection.unregister("time_texts")
        micro = found.fill_null(0).to_numpy().copy()
        fits = np.asarray(pc.is_valid(found)) & (micro >= times.EARLIEST) & (micro <= times.LATEST)
        kind = times.INSTANT if "%z" in form else times.LOCAL
        if not any(code in form for code in _TIME_CODES):
            kind = times.DATE
        return micro, np.where(fits, kind, times.UNREADABLE).astype(np.uint8)

    def _with_dates(self, table: pa.Table, refusals: Refusals) -> pa.Table:
        """Adds a column for each date value: its ISO text, to be quoted like any text."""
        for name, cell in self._dates(table):
            assert cell.column is not None
            column = table[cell.column].combine_chunks()
            zone = cell.zone or self._zone
            micro, kinds = self._read_times(column, cell.format or "iso", zone)
            refusals.refuse(~_is_empty(column) & (kinds == times.UNREADABLE), f"{cell.column} is no date")
            table = table.append_column(name, _iso_texts(micro, kinds, zone))
        return table

    def _dates(self, table: pa.Table) -> Iterator[tuple[str, Cell]]:
        for part in ("properties", "attributes"):
            for name, cell in getattr(self._mapping, part).items():
                if cell.column is not None and _type_of(cell, table) == "date":
                    yield _date_column(part, name), cell

    # --- everything else: one query --------------------------------------------------------------------------------

    def _selected(self, table: pa.Table) -> dict[str, _Checked]:
        mapping = self._mapping
        selected: dict[str, _Checked] = {}
        for name in ("user_id", "anonymous_id", "message_id"):
            column = getattr(mapping, name)
            if column is not None:
                selected[name] = _identifier(column, table)
        if mapping.event is not None:
            selected["event"] = _event(mapping.event)
        for part in ("properties", "attributes"):
            cells = getattr(mapping, part)
            if cells:
                selected[part] = self._object(part, cells, table)
        if mapping.kind == "profiles" and not mapping.attributes:
            selected["attributes"] = _Checked("'{}'")
        if mapping.tag is not None:
            selected["tag"] = _plain(mapping.tag)
        if mapping.present is not None:
            selected["is_present"] = _cell(mapping.present, "", table)
        return selected

    def _object(self, part: str, cells: Mapping[str, Cell], table: pa.Table) -> _Checked:
        """The JSON object of several cells: those that are missing are left out."""
        pairs, misfits = [], []
        for name, cell in cells.items():
            value = _cell(cell, _date_column(part, name), table)
            pairs.append(f"{_literal(json.dumps(name, ensure_ascii=False) + ':')} || {value.sql}")
            if value.misfit is not None:
                misfits.append(value.misfit)
        sql = f"'{{' || concat_ws(',', {', '.join(pairs)}) || '}}'"
        return _Checked(sql, f"coalesce({', '.join(misfits)})" if misfits else None)

    def _query(self, table: pa.Table, selected: Mapping[str, _Checked]) -> pa.Table:
        parts = [f"{value.sql} AS {name}" for name, value in selected.items()]
        parts += [f"{v.misfit} AS misfit_{i}" for i, v in enumerate(selected.values()) if v.misfit is not None]
        self._connection.register("file_rows", table)
        try:
            return self._connection.sql(f"SELECT {', '.join(parts)} FROM file_rows").to_arrow_table()
        except duckdb.Error as error:
            raise InvalidInput(f"the mapping doesn't fit the columns: {error}") from None
        finally:
            self._connection.unregister("file_rows")

    def _present(self, found: pa.Table, rows: int) -> pa.Array:
        if self._mapping.present is None:
            return pa.repeat(pa.scalar(True), rows)
        return pc.fill_null(pc.equal(found["is_present"], "true"), True).combine_chunks()


def _date_column(part: str, name: str) -> str:
    return f"shoal:date:{part}:{name}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _type_of(cell: Cell, table: pa.Table) -> str:
    if cell.type is not None:
        return cell.type
    assert cell.column is not None
    kind = table.schema.field(cell.column).type
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return "date"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return "list"
    if pa.types.is_struct(kind) or pa.types.is_map(kind):
        return "json"
    return "string"


def _cell(cell: Cell, date_column: str, table: pa.Table) -> _Checked:
    """A cell as JSON text, null where it is missing."""
    if cell.compute is not None:
        return _computed(cell.compute, table)
    if cell.column is None:
        return _Checked(_literal(json.dumps(cell.constant, ensure_ascii=False)))
    kind = table.schema.field(cell.column).type
    column = _quoted(cell.column)
    wanted = _type_of(cell, table)
    if wanted == "date":
        return _Checked(f"'\"' || {_quoted(date_column)} || '\"'")
    if is_text(kind):
        return _text_cell(cell, wanted, column)
    if wanted == "string":
        return _Checked(f"to_json({column}::VARCHAR)::VARCHAR")
    if wanted == "number" and pa.types.is_floating(kind):
        return _Checked.unless(f"{column}::VARCHAR", f"NOT isfinite({column})", f"{cell.column} is NaN or infinite")
    natural = _type_of(Cell(column=cell.column), table)
    if wanted not in (natural, "json"):
        raise InvalidInput(f"column {cell.column!r} holds {kind}, which is no {wanted}", hint=f"use type {natural}")
    if natural in ("list", "json"):
        return _Checked(f"to_json({column})::VARCHAR")
    return _Checked(f"{column}::VARCHAR")


def _text_cell(cell: Cell, wanted: str, column: str) -> _Checked:
    text = f"nullif({column}, '')"
    trimmed = f"nullif(trim({column}), '')"
    if wanted == "number":
        if cell.decimal == ",":
            trimmed = f"replace(replace({trimmed}, '.', ''), ',', '.')"
        return _Checked.unless(trimmed, f"NOT regexp_full_match({trimmed}, '{NUMBER}')", f"{cell.column} is no number")
    if wanted == "boolean":
        value = f"lower({trimmed})"
        return _Checked.unless(value, f"{value} NOT IN ('true', 'false')", f"{cell.column} is not true or false")
    if wanted == "list":
        items = f"string_split({text}, {_literal(cell.separator or ',')})"
        return _Checked(
            f"CASE WHEN {text} IS NOT NULL THEN to_json(list_filter(list_transform({items}, lambda x: trim(x)), "
            f"lambda x: x <> ''))::VARCHAR END"
        )
    if wanted == "json":
        return _Checked.unless(trimmed, f"NOT json_valid({trimmed})", f"{cell.column} is no JSON")
    return _Checked(f"to_json({text})::VARCHAR")


def _plain(cell: Cell) -> _Checked:
    """A cell as text."""
    if cell.column is None:
        return _Checked(_literal(str(cell.constant)))
    return _Checked(f"nullif({_quoted(cell.column)}::VARCHAR, '')")


def _identifier(column: str, table: pa.Table) -> _Checked:
    kind = table.schema.field(column).type
    name = _quoted(column)
    if pa.types.is_floating(kind):  # pandas keeps whole numbers with gaps as floats
        whole = f"isfinite({name}) AND {name} = floor({name}) AND abs({name}) < 1e15"
        misfit = f"NOT ({whole})"
        return _Checked.unless(
            f"CASE WHEN {whole} THEN {name}::BIGINT::VARCHAR END", misfit, f"{column} is no whole number"
        )
    if is_text(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind):
        return _Checked(f"nullif({name}::VARCHAR, '')")
    raise InvalidInput(f"column {column!r} holds {kind}, which is no identifier")


def _event(event: EventName) -> _Checked:
    if event.constant is not None:
        return _Checked(_literal(event.constant))
    assert event.column is not None
    column = f"nullif({_quoted(event.column)}::VARCHAR, '')"
    if not event.equals and not event.starts_with:
        return _Checked(f"coalesce({column}, {_literal(event.default)})" if event.default else column)
    cases = [f"WHEN {column} = {_literal(text)} THEN {_literal(name)}" for text, name in event.equals.items()]
    longest_first = sorted(event.starts_with.items(), key=lambda pair: -len(pair[0]))
    cases += [f"WHEN starts_with({column}, {_literal(text)}) THEN {_literal(name)}" for text, name in longest_first]
    default = f" ELSE {_literal(event.default)}" if event.default else ""
    return _Checked(f"CASE {' '.join(cases)}{default} END")


def _computed(text: str, table: pa.Table) -> _Checked:
    """A calculation in exact decimals; missing where an operand is."""
    misfits: list[str] = []

    def compile_(tree: Expression) -> tuple[str, int, int]:
        """SQL, digits before and after the point."""
        if isinstance(tree, Decimal):
            places = max(0, -int(tree.as_tuple().exponent))
            whole = max(1, len(str(int(abs(tree)))))
            return f"{tree:f}::DECIMAL({whole + places}, {places})", whole, places
        if isinstance(tree, str):
            kind = table.schema.field(tree).type
            if pa.types.is_integer(kind):
                operand = f"try_cast({_quoted(tree)} AS DECIMAL({_WHOLE}, 0))"
                misfits.append(f"({_quoted(tree)} IS NOT NULL AND {operand} IS NULL)")
                return operand, _WHOLE, 0
            value = f"nullif(trim({_quoted(tree)}::VARCHAR), '')"
            operand = f"try_cast({value} AS DECIMAL({_WHOLE + _PLACES}, {_PLACES}))"
            # The cast rounds what has more places, and reads more than JSON's numbers.
            misfits.append(
                f"({value} IS NOT NULL AND ({operand} IS NULL OR NOT regexp_full_match({value}, '{NUMBER}') "
                f"OR {operand}::DECIMAL(38, 18) <> try_cast({value} AS DECIMAL(38, 18))))"
            )
            return operand, _WHOLE, _PLACES
        left, a_whole, a_places = compile_(tree.left)
        right, b_whole, b_places = compile_(tree.right)
        if tree.op == "*":
            whole, places = a_whole + b_whole, a_places + b_places
        else:
            whole, places = max(a_whole, b_whole) + 1, max(a_places, b_places)
        if whole + places > _MAX_DIGITS:
            raise InvalidInput(f"the calculation {text!r} has too many factors to stay exact")
        return f"({left} {tree.op} {right})", whole, places

    sql, _, places = compile_(parse_expression(text))
    shown = f"{sql}::VARCHAR"
    if places:
        shown = f"regexp_replace({shown}, '\\.?0+$', '')"
    if not misfits:
        return _Checked(shown)
    return _Checked.unless(shown, " OR ".join(misfits), f"{text} can't be calculated exactly")


def _epochs(column: pa.Array, factor: int) -> tuple[np.ndarray, np.ndarray]:
    """Times given as numbers since 1970 UTC, whole or with a fraction."""
    try:
        exact = column.cast(pa.string()) if not is_text(column.type) else pc.utf8_trim_whitespace(column)
        scaled = (
            [_scaled(value, factor) for value in exact.to_pylist()] if not pa.types.is_integer(column.type) else None
        )
    except pa.ArrowInvalid:
        raise InvalidInput(f"a time column holds {column.type}, which is no number") from None
    if scaled is not None:
        micro = np.array([0 if v is None else v for v in scaled], dtype=np.int64)
        has = np.array([v is not None for v in scaled], dtype=np.bool_)
    else:
        values = column.cast(pa.int64()).fill_null(0).to_numpy()
        has = np.asarray(pc.is_valid(column)) & (np.abs(values) <= times.LATEST // factor)
        micro = np.where(has, values, 0) * factor
    has &= (micro >= times.EARLIEST) & (micro <= times.LATEST)
    return micro, np.where(has, times.INSTANT, times.UNREADABLE).astype(np.uint8)


def _scaled(text: str | None, factor: int) -> int | None:
    try:
        value = Decimal(text) * factor if text else None
        return int(value) if value is not None and abs(value) <= times.LATEST else None
    except (ArithmeticError, ValueError):
        return None


def _iso_texts(micro: np.ndarray, kinds: np.ndarray, zone: str) -> pa.Array:
    """ISO 8601 texts: dates as dates, others as UTC instants; null where unreadable."""
    instants = pa.array(micro, pa.timestamp("us", tz="UTC"), mask=kinds == times.UNREADABLE)
    texts = pc.strftime(instants, "%Y-%m-%dT%H:%M:%SZ")  # %S has the microseconds
    texts = pc.replace_substring(texts, ".000000Z", "Z")
    dates = kinds == times.DATE
    if dates.any():
        local = pa.array(micro, pa.timestamp("us", tz=zone), mask=~dates)
        texts = pc.if_else(pa.array(dates), pc.strftime(local, "%Y-%m-%d"), texts)
    return texts


def _is_empty(column: pa.Array) -> np.ndarray:
    empty = pc.is_null(column)
    if is_text(column.type):
        empty = pc.or_(empty, pc.fill_null(pc.equal(pc.utf8_trim_whitespace(column.cast(pa.string())), ""), True))
    return np.asarray(empty)
