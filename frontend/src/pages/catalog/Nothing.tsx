import { Button } from "@mantine/core";
import { SearchX } from "lucide-react";
import { EmptyState } from "@/components/EmptyState";
import classes from "./catalog.module.css";

type Props = {
  title: string;
  /** The way back to all there is. */
  all?: { label: string; show: () => void };
};

/** Where nothing fits the search, or what the address names isn't in the data. */
export function Nothing({ title, all }: Props) {
  return (
    <div className={classes.frame}>
      <EmptyState
        icon={SearchX}
        title={title}
        action={
          all && (
            <Button variant="default" onClick={all.show}>
              {all.label}
            </Button>
          )
        }
      />
    </div>
  );
}
