import { inert } from "@/components/text";
import { piecesOf } from "./criteria";

// Words that begin a condition; anything else is the name of an attribute, which keeps its spelling.
const OPENERS =
  /^(did|was|has|is|the|clicked|opened|received|reacted|bounced|unsubscribed|entered|left|none|all|any|not)\b/;

/** The words of a condition; names, values and numbers stand out. */
export function Words({ text, capital = false }: { text: string; capital?: boolean }) {
  const shown = capital && OPENERS.test(text) ? text[0]?.toUpperCase() + text.slice(1) : text;
  const attribute = capital && shown === text ? (/^[^\s"]+/.exec(text)?.[0] ?? "") : "";
  return (
    <span style={{ overflowWrap: "anywhere" }}>
      {attribute && <strong>{inert(attribute)}</strong>}
      {piecesOf(shown.slice(attribute.length)).map((piece, i) =>
        piece.strong ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a piece is
          <strong key={i}>
            <bdi>{inert(piece.text)}</bdi>
          </strong>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <span key={i}>{inert(piece.text)}</span>
        ),
      )}
    </span>
  );
}
