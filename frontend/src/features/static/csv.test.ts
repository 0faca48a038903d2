import { describe, expect, it } from "vitest";
import { pastedIdentifiers, readHead, writeCsv } from "./csv";

describe("the head of a file of members", () => {
  it("reads quoted cells and finds the column of identifiers by its name", () => {
    const head = readHead('name;E-mail;note\n"Ada; L.";ada@example.com;"said ""hi"""\n');
    expect(head.header).toEqual(["name", "E-mail", "note"]);
    expect(head.rows).toEqual([["Ada; L.", "ada@example.com", 'said "hi"']]);
    expect(head.guess).toBe("E-mail");
  });

  it("prefers a profile's own id to an address, wherever it stands", () => {
    expect(readHead("email,profile_id\na@b.c,p1").guess).toBe("profile_id");
  });

  it("takes a list without a header as it is", () => {
    expect(readHead("u1\nu2\r\n\nu3")).toEqual({ header: ["u1"], rows: [["u2"], ["u3"]], guess: null });
  });

  it("shows a few rows only, and none of an empty file", () => {
    expect(readHead(Array.from({ length: 99 }, (_, n) => `u${n}`).join("\n")).rows).toHaveLength(4);
    expect(readHead("\ufeff\n")).toEqual({ header: [], rows: [], guess: null });
  });
});

describe("pasted identifiers", () => {
  it("may stand on lines or between commas, and count once", () => {
    expect(pastedIdentifiers(" u1, u2\nu3;u1\n\n\tada@example.com ")).toEqual(["u1", "u2", "u3", "ada@example.com"]);
  });
});

describe("a CSV that is written here", () => {
  it("quotes what needs it and disarms formulas", () => {
    expect(
      writeCsv([
        ["line", "text"],
        [3, '=HYPERLINK("x")'],
        [4, "a,b"],
      ]),
    ).toBe('\ufeffline,text\r\n3,"\'=HYPERLINK(""x"")"\r\n4,"a,b"\r\n');
  });
});
