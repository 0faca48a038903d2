import { api } from "@/api/client";
import { usePages } from "@/api/pages";

const USERS = "/api/users";
const KEYS = "/api/keys";
const AUDIT = "/api/audit";

export const useUsers = () =>
  usePages(["get", USERS], (cursor, signal) => api.GET(USERS, { params: { query: { cursor, limit: 100 } }, signal }));

export const useKeys = () =>
  usePages(["get", KEYS], (cursor, signal) => api.GET(KEYS, { params: { query: { cursor, limit: 100 } }, signal }));

export type AuditFilters = { actor?: string; action?: string; subject?: string; since?: string; until?: string };

export const useAudit = (filters: AuditFilters) =>
  usePages(["get", AUDIT, filters], (cursor, signal) =>
    api.GET(AUDIT, { params: { query: { ...filters, cursor, limit: 50 } }, signal }),
  );
