import { DateTimePicker, type DateTimePickerProps } from "@mantine/dates";
import "@mantine/dates/styles.css";
import "dayjs/locale/tr";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { formatDate } from "@/format";

type Props = Omit<DateTimePickerProps, "value" | "onChange" | "type"> & {
  /** Wall clock of the workspace's zone, as the server reads times without one: 2026-03-08 14:05:00. */
  value: string | null;
  onChange: (value: string | null) => void;
};

/** A day and a time of the workspace's zone, which it names. */
export function MomentInput({ value, onChange, ...rest }: Props) {
  const { t } = useTranslation("static");
  const zone = useSession()?.workspace?.zone;
  return (
    <DateTimePicker
      description={zone ? t("moment.zone", { zone: zone.replaceAll("_", " ") }) : undefined}
      placeholder={t("moment.choose")}
      popoverProps={{ withinPortal: true }}
      timePickerProps={{ "aria-label": t("moment.time") }}
      submitButtonProps={{ "aria-label": t("moment.done") }}
      {...rest}
      valueFormat={(moment) => `${formatDate(moment.slice(0, 10))}, ${moment.slice(11, 16)}`}
      value={value}
      onChange={onChange}
    />
  );
}

/** The wall clock of the workspace as the picker writes it: 2026-03-08 14:05:00. */
export function wallClock(time: number, zone: string | undefined): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(time);
}
