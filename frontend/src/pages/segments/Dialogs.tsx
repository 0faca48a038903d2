import { CreateStatic } from "@/features/static/CreateStatic";
import { FreezeModal } from "@/features/static/FreezeModal";
import { MembersModal } from "@/features/static/MembersModal";
import type { Ask, Dialog } from "./dialog";
import { LabelsDialog } from "./LabelsDialog";
import { LaterDialog } from "./LaterDialog";
import { RefusedDialog, UsesDialog } from "./RefusedDialog";
import { RenameDialog } from "./RenameDialog";
import { TemplatesDialog } from "./TemplatesDialog";

type Props = { dialog: Dialog; ask: Ask; onClose: () => void };

/** The modal that is open; its own chunk, as most visits open none. */
export default function Dialogs({ dialog, ask, onClose }: Props) {
  switch (dialog.kind) {
    case "rename":
      return <RenameDialog row={dialog.row} onClose={onClose} />;
    case "labels":
      return <LabelsDialog rows={dialog.rows} ask={ask} onClose={onClose} />;
    case "later":
      return <LaterDialog rows={dialog.rows} active={dialog.active} ask={ask} onClose={onClose} />;
    case "uses":
      return <UsesDialog row={dialog.row} uses={dialog.uses} onClose={onClose} />;
    case "refused":
      return <RefusedDialog refused={dialog.refused} onClose={onClose} />;
    case "members":
      return <MembersModal segment={dialog.row} onClose={onClose} />;
    case "freeze":
      return <FreezeModal segment={dialog.row} onClose={onClose} />;
    case "static":
      return <CreateStatic onClose={onClose} />;
    case "templates":
      return <TemplatesDialog onClose={onClose} />;
  }
}
