/** One fault of the input; `path` walks the request, or a rule, as in `all[1].where.op`. */
export type Fault = { path: string; code: string; message: string; hint?: string | null; severity?: string };

/** An RFC 9457 problem document, as the server answers whatever it refuses or fails to do. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  hint?: string | null;
  actor?: string;
  problems?: Fault[];
};

/** What a request that failed throws. `status` is 0 when the server couldn't be reached. */
export class ApiError extends Error implements Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly hint: string | null;
  readonly actor: string;
  readonly problems: Fault[];

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ApiError";
    this.type = problem.type;
    this.title = problem.title;
    this.status = problem.status;
    this.detail = problem.detail;
    this.code = problem.code;
    this.hint = problem.hint ?? null;
    this.actor = problem.actor ?? "user";
    this.problems = problem.problems ?? [];
  }
}

/** The problem in a response that isn't a success; one that holds none is described by its status. */
export async function problemOf(response: Response): Promise<Problem> {
  const plain: Problem = {
    type: "about:blank",
    title: response.statusText || `HTTP ${response.status}`,
    status: response.status,
    detail: "",
    code: "http_error",
  };
  try {
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null && "status" in body
      ? { ...plain, ...(body as Partial<Problem>) }
      : plain;
  } catch {
    return plain;
  }
}

/** What to tell people about anything that was thrown: the server's own words when there are some. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
