import { useTranslation } from "react-i18next";
import type { Gap } from "@/rules/gaps";
import type { JsonObject } from "@/rules/json";
import { CHANNELS } from "@/rules/language";
import { deviceTypes } from "@/rules/shapes";
import type { Source } from "./catalog";
import { Choice, Word } from "./inputs";
import { TestEditor } from "./TestEditor";

const PLATFORMS: Source = { values: ["iOS", "Android", "Web"].map((value) => ({ value })) };

type Props = {
  body: JsonObject;
  onChange: (body: JsonObject, of?: string) => void;
  /** What may be asked of a device. */
  fields: readonly string[];
  /** What is done instead where another choice than a field is made. */
  onOther?: (name: string) => boolean;
  gap: Gap | null;
};

/** A field of a device with what is asked of it. */
export function DeviceTest({ body, onChange, fields, onOther, gap }: Props) {
  const { t } = useTranslation("builder");
  const field = typeof body.device === "string" ? body.device : "";
  const types = deviceTypes(body);
  const choose = (device: string) => {
    if (onOther?.(device)) return;
    const [first] = deviceTypes({ device });
    if (device === "reachable_on") onChange({ device, op: "is", value: "push" });
    else if (first === "number") onChange({ device, op: "gte", value: 2 });
    else if (first === "version") onChange({ device, op: "gte", type: "version" });
    else onChange({ device, op: "is_any_of", value: [] });
  };
  return (
    <>
      <Choice
        label={t("device.label")}
        value={field}
        options={fields.map((name) => ({ value: name, label: t(`device.${name}`) }))}
        onChange={choose}
        placeholder={t("device.choose")}
        error={gap === "name"}
      />
      {field === "reachable_on" && (
        <Choice
          label={t("channel.label")}
          value={typeof body.value === "string" ? body.value : null}
          options={CHANNELS.map((name) => ({ value: name, label: t(`channelName.${name}`) }))}
          onChange={(value) => onChange({ ...body, value })}
        />
      )}
      {field === "count" && (
        <>
          <TestEditor
            body={body}
            onChange={onChange}
            seen={types}
            among={types}
            typed={false}
            canLack={false}
            gap={gap}
            counting
          />
          <Word>{t("device.devices", { count: typeof body.value === "number" ? body.value : 2 })}</Word>
        </>
      )}
      {field !== "" && field !== "count" && field !== "reachable_on" && (
        <TestEditor
          body={body}
          onChange={onChange}
          seen={types}
          among={types}
          typed={types.length > 1}
          source={field === "platform" ? PLATFORMS : undefined}
          gap={gap}
        />
      )}
    </>
  );
}
