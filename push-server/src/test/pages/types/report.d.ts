export function startReports(options?: { page?: (path: string) => string; version?: string }): {
  interaction: (name: string, durationMs?: number) => void;
};
