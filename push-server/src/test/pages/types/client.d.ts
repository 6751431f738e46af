/** What the pages use of `/client.js`, whose own JSDoc the compiler does not read. */
export type ConnectionState = { state: "connecting" | "open" | "waiting" | "closed"; retryInMs?: number; reason?: string; code?: number };
export type Options = { token?: () => string | undefined };

export class StreamClient {
  constructor(url?: string | URL, options?: Options);
  subscribe(metric: string, labels: Record<string, string>, callback: (update: any) => void): () => void;
  pace(maxUpdatesPerSecond: number | null): void;
  onState(callback: (state: ConnectionState) => void): void;
  onBegin(callback: (beginning: { stream: string; recovered: boolean; reason?: string }) => void): void;
  now(): number;
  age(): number;
  close(): void;
}

export class NotificationClient {
  constructor(url?: string | URL, api?: string | URL, options?: Options);
  subscribe(callback: (event: any) => void): () => void;
  list(limit?: number): Promise<any[]>;
  acknowledge(id: string, by?: string): Promise<{ id: string; by?: string; timestamp: number }>;
  onState(callback: (state: ConnectionState) => void): void;
  close(): void;
}
