import { describe, expect, it } from "vitest";
import { criteriaOf, negatedIn, piecesOf } from "./criteria";

const did = { event: "Product Added" };
const tag = { tag: "vip" };

describe("criteria", () => {
  it("follow the rule, with the paths of the server's lines", () => {
    const tree = criteriaOf({ all: [did, { any: [tag, { not: did }] }, { none: [tag] }] });
    expect(tree).toEqual({
      kind: "group",
      joins: "all",
      children: [
        { kind: "condition", path: "all[0]", negated: false, rule: did },
        {
          kind: "group",
          joins: "any",
          children: [
            { kind: "condition", path: "all[1].any[0]", negated: false, rule: tag },
            { kind: "condition", path: "all[1].any[1].not", negated: true, rule: { not: did } },
          ],
        },
        {
          kind: "group",
          joins: "none",
          children: [{ kind: "condition", path: "all[2].none[0]", negated: false, rule: tag }],
        },
      ],
    });
    expect(negatedIn(tree).map((one) => one.path)).toEqual(["all[1].any[1].not"]);
  });

  it("are one condition for a rule of one", () => {
    expect(criteriaOf(tag)).toEqual({ kind: "condition", path: "", negated: false, rule: tag });
  });

  it("say that a group must not hold", () => {
    expect(criteriaOf({ not: { all: [did, tag] } })).toMatchObject({
      joins: "none",
      children: [{ joins: "all", children: [{ path: "not.all[0]" }, { path: "not.all[1]" }] }],
    });
  });
});

describe("pieces of words", () => {
  const strong = (text: string) => piecesOf(text).flatMap((piece) => (piece.strong ? [piece.text] : []));

  it("let names, values and numbers stand out", () => {
    expect(strong('did "Product Added" between 48 and 24 hours ago')).toEqual(["Product Added", "48", "24 hours"]);
    expect(strong("the sum of total is more than 1,200.50")).toEqual(["1,200.50"]);
    expect(strong("loyaltyPoints is among the highest 5 %")).toEqual(["5 %"]);
  });

  it("keep every character but the quotes", () => {
    const text = 'city is "Say \\"hi\\"" or "<b>x</b>" in address2.line1';
    expect(
      piecesOf(text)
        .map((piece) => piece.text)
        .join(""),
    ).toBe('city is Say "hi" or <b>x</b> in address2.line1');
    expect(strong(text)).toEqual(['Say "hi"', "<b>x</b>"]);
  });
});
