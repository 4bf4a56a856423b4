export function operations(): string[];
export function called(): Set<string>;
export function listed(): Map<string, string>;
export function difference(): { missing: string[]; stale: string[]; unexplained: string[] };
