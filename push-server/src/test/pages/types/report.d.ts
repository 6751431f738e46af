export function startReports(options?: { token?: () => string | undefined; page?: (path: string) => string; version?: string }): {
  interaction: (name: string, durationMs?: number) => void;
};
