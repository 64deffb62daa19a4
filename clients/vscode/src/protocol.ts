/** The requests and notifications that this client uses, in the field names of the server's contract. */
export type SearchMode = "hybrid" | "keyword" | "semantic" | "symbol";
export type Freshness = "fresh" | "overlay" | "changed";

export interface SearchParams {
  readonly query: string;
  readonly mode?: SearchMode;
  readonly limit?: number;
}

export interface SearchHit {
  readonly path: string;
  /** 1-based, inclusive. */
  readonly start_line: number;
  readonly end_line: number;
  readonly symbol: string;
  readonly kind: string;
  readonly language: string;
  readonly why: string;
  readonly freshness: Freshness;
  readonly snippet: string;
  readonly heading: string;
  readonly signature: string;
}

export interface SearchResult {
  readonly results: readonly SearchHit[];
  readonly mode: SearchMode;
  readonly fallback: string;
  readonly pending_vectors: number;
  readonly complete: boolean;
}
