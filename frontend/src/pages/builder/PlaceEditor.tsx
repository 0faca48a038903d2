import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Json, JsonObject } from "@/rules/json";
import { PLACE_KINDS, type PlaceKind, placeKind } from "@/rules/shapes";
import classes from "./builder.module.css";
import type { Source } from "./catalog";
import { useStrict } from "./context";
import { Choice, ListValue, NumberField, Word, widthOf } from "./inputs";

const FIRST: Record<PlaceKind, JsonObject> = {
  within_km: { within_km: 10, of: [null, null] },
  box: { box: [null, null, null, null] },
  inside: { inside: [] },
  country: { country: [] },
  region: { region: [] },
  city: { city: [] },
};

type Props = {
  value: Json | undefined;
  onChange: (place: JsonObject, of?: string) => void;
  /** Where the names of countries, regions and cities in the data come from. */
  names?: (kind: PlaceKind) => Source | undefined;
  error: boolean;
};

/** A circle, a box, an area on the map, or a named place. */
export function PlaceEditor({ value, onChange, names, error }: Props) {
  const { t } = useTranslation("builder");
  const kind = placeKind(value) ?? "country";
  const place = (value ?? {}) as JsonObject;
  const typed = (next: JsonObject) => onChange(next, "place");
  const number = (next: number | undefined): Json => next ?? null;
  const coordinate = (label: string, numbers: Json[], at: number, set: (numbers: Json[]) => void) => (
    <span className={classes.together} key={label}>
      <Word>{label}</Word>
      <NumberField
        label={label}
        value={typeof numbers[at] === "number" ? numbers[at] : null}
        onChange={(next) => set(numbers.with(at, number(next)))}
        error={error}
      />
    </span>
  );
  return (
    <span className={classes.together}>
      <Choice
        label={t("placeOf.label")}
        value={kind}
        options={PLACE_KINDS.map((name) => ({ value: name, label: t(`placeOf.${name}`) }))}
        onChange={(next) => onChange(FIRST[next as PlaceKind])}
      />
      {kind === "within_km" && (
        <>
          <NumberField
            label={t("placeOf.radius")}
            value={typeof place.within_km === "number" ? place.within_km : null}
            onChange={(next) => typed({ ...place, within_km: number(next) })}
            error={error}
          />
          <Word>{t("placeOf.kmOf")}</Word>
          {["latitude", "longitude"].map((name, at) =>
            coordinate(t(`placeOf.${name}`), place.of as Json[], at, (of) => typed({ ...place, of })),
          )}
        </>
      )}
      {kind === "box" &&
        ["south", "west", "north", "east"].map((name, at) =>
          coordinate(t(`placeOf.${name}`), place.box as Json[], at, (box) => typed({ box })),
        )}
      {kind === "inside" && (
        <Corners points={place.inside as Json[]} onChange={(inside) => typed({ inside })} error={error} />
      )}
      {(kind === "country" || kind === "region" || kind === "city") && (
        <ListValue
          label={t(`placeOf.${kind}`)}
          value={Array.isArray(place[kind]) ? place[kind] : place[kind] === undefined ? [] : [place[kind]]}
          source={names?.(kind)}
          onChange={(list) => typed({ [kind]: list })}
          error={error}
        />
      )}
    </span>
  );
}

/** Corners as people copy them from a map: "41.01, 28.97; 41.2, 29.1; …". */
function Corners({ points, onChange, error }: { points: Json[]; onChange: (points: Json[]) => void; error: boolean }) {
  const { t } = useTranslation("builder");
  const written = points.map((point) => (point as Json[]).join(", ")).join("; ");
  const [typed, setTyped] = useState(written);
  const text = JSON.stringify(cornersOf(typed)) === JSON.stringify(points) ? typed : written;
  return (
    <input
      className={`${classes.input} ${classes.plain}`}
      style={{ width: widthOf(text, 28, 240, 460) }}
      aria-label={t("placeOf.corners")}
      aria-invalid={(useStrict() && error) || undefined}
      placeholder={t("placeOf.cornersExample")}
      autoComplete="off"
      value={text}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(cornersOf(event.currentTarget.value));
      }}
    />
  );
}

/** The points of a text, latitude first; what isn't a number is null. */
export function cornersOf(text: string): Json[] {
  return text
    .split(/[;\n]/)
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const numbers = part
        .split(/[,\s]+/)
        .filter((piece) => piece !== "")
        .map(Number);
      return [0, 1].map((at) => (Number.isFinite(numbers[at]) ? numbers[at]! : null));
    });
}
