import { describe, expect, it } from "vitest";
import { ruleOfAttribute, ruleOfEvent, ruleOfValue } from "./rules";
import { validateSearch } from "./search";

const read = (rule: string | null) => rule && JSON.parse(rule);

describe("rules", () => {
  it("of an event or an attribute", () => {
    expect(read(ruleOfEvent('Order "x"'))).toEqual({ all: [{ event: 'Order "x"' }] });
    expect(read(ruleOfAttribute("plan"))).toEqual({ all: [{ attribute: "plan", op: "is_set" }] });
  });

  it("of an attribute's value, by the type of the value", () => {
    const of = (value: unknown) => read(ruleOfValue({ attribute: "a" }, value));
    expect(of("TR")).toEqual({ all: [{ attribute: "a", op: "is", value: "TR" }] });
    expect(of(0)).toEqual({ all: [{ attribute: "a", op: "eq", value: 0 }] });
    expect(of(false)).toEqual({ all: [{ attribute: "a", op: "is_false" }] });
    expect(of({ b: 1 })).toBeNull();
    expect(of(null)).toBeNull();
  });

  it("of a property's value ask for the event where it has it", () => {
    expect(read(ruleOfValue({ event: "E", property: "coupon" }, "X"))).toEqual({
      all: [{ event: "E", where: { property: "coupon", op: "is", value: "X" } }],
    });
  });

  it("of what is inside a list ask for any of its items", () => {
    expect(read(ruleOfValue({ event: "E", property: "products[].brand" }, "Tidal"))).toEqual({
      all: [
        {
          event: "E",
          where: {
            property: "products",
            op: "any_item",
            value: { all: [{ item: "brand", op: "is", value: "Tidal" }] },
          },
        },
      ],
    });
    expect(read(ruleOfValue({ attribute: "codes[]" }, 3))).toEqual({
      all: [{ attribute: "codes", op: "any_item", value: { all: [{ item: "", op: "eq", value: 3 }] } }],
    });
    expect(ruleOfValue({ attribute: "a[].b[].c" }, 3)).toBeNull();
  });

  it("are none where the address couldn't hold them", () => {
    expect(ruleOfValue({ attribute: "a" }, "x".repeat(8001))).toBeNull();
  });
});

describe("the address", () => {
  it("leaves out what is so anyway and what it doesn't know", () => {
    expect(validateSearch({ tab: "events", range: "90d", sort: "size", q: "", event: 5 })).toEqual({ event: "5" });
    expect(validateSearch({ tab: "attributes", range: "1y", sort: "-share", attribute: "a.b" })).toEqual({
      tab: "attributes",
      range: "1y",
      sort: "-share",
      attribute: "a.b",
    });
  });
});
