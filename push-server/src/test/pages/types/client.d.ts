/** What the pages use of `/client.js`, whose own JSDoc the compiler does not read. */
export type ConnectionState = { state: "connecting" | "open" | "waiting" | "closed"; retryInMs?: number; reason?: string; code?: number };
export type Options = { token?: () => string | undefined };

export type Actions = {
  id: string;
  acknowledged?: { by?: string; note?: string; timestamp: number };
  assigned?: { to: string; by?: string; timestamp: number };
};
export type Group = {
  id: string; title: string; sentence: string; type: "warning" | "critical"; open: number; since: number;
  service?: string; region?: string; version?: string; traceId?: string; members: string[];
};
export type Silence = {
  silence: string; labels: Record<string, string>; from: number; until: number; reason: string; by?: string;
  planned: boolean; timestamp: number;
};
export type NotificationEvent =
  | { kind: "new" | "update"; notification: any }
  | { kind: "ack"; ack: { id: string; by?: string; note?: string; timestamp: number } }
  | { kind: "actions"; actions: Actions }
  | { kind: "group"; group: Group }
  | { kind: "silences"; silences: Silence[] };
export type Act = { what: "acknowledge" | "undo" | "assign"; by?: string; to?: string; note?: string; timestamp: number };
export type Details = {
  incident: any; group?: Group; others: any[]; parts: any[]; acts: Act[]; links?: { grafana?: string };
};

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
  subscribe(callback: (event: NotificationEvent) => void): () => void;
  list(limit?: number): Promise<any[]>;
  incidents(): Promise<{ incidents: any[]; groups: Group[]; silences: Silence[] }>;
  incident(id: string): Promise<Details>;
  act(action: "acknowledge" | "undo" | "assign" | "silence" | "end-silence", body: object): Promise<any>;
  acknowledge(id: string, by?: string): Promise<{ id: string; by?: string; timestamp: number }>;
  onState(callback: (state: ConnectionState) => void): void;
  close(): void;
}
