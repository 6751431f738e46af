export function startReports(options?: {
  token?: () => string | undefined;
  page?: (path: string) => string;
  version?: string;
  trace?: boolean;
}): {
  interaction: (name: string, durationMs?: number) => void;
};
