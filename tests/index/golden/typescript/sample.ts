// Event store: append-only, typed by a map of events.
import type { Clock } from './clock';
import { EventEmitter, once as waitOnce } from 'node:events';
import fs = require('fs');
import Default, * as everything from "@scope/package";
export type { Clock } from './clock';

export const MAX_BATCH = 100;
declare const VERSION: string;

/** What may happen, by name. */
export interface EventMap {
  /** A user signed in. */
  readonly login: { user: string };
  logout?: { user: string; reason: Reason };
  describe(name: string): string;
  <T>(value: T): T;
}

export type Reason = 'timeout' | 'user';
type Listener<M, K extends keyof M = keyof M> = (event: M[K]) => void | Promise<void>;

export enum Level {
  Debug,
  Info = 1,
  Error = 'error'.length,
}

export const enum Flag { On = 1, Off }

export namespace Codec {
  export const separator = '\n';

  export function encode(value: unknown): string {
    return JSON.stringify(value) + separator;
  }
}

declare module 'legacy-store' {
  export function open(path: string): Store<EventMap>;
}

export abstract class Base<M> {
  protected abstract write(line: string): Promise<void>;

  toString(): string {
    return `Base(${this.constructor.name})`;
  }
}

/**
 * Keeps events in a file.
 *
 * @typeParam M the map of events
 */
@sealed
export class Store<M extends object = EventMap> extends Base<M> implements AsyncIterable<M[keyof M]> {
  private readonly emitter = new EventEmitter();
  static #opened = 0;
  length: number = 0;

  constructor(private readonly path: string, public clock: Clock, limit?: number) {
    super();
    this.length = limit ?? MAX_BATCH;
  }

  get size(): number {
    return this.length;
  }

  on<K extends keyof M>(name: K, listener: Listener<M, K>): this;
  on(name: string, listener: (event: unknown) => void): this;
  on(name: any, listener: any): this {
    this.emitter.on(name, listener);
    return this;
  }

  @logged({ level: Level.Info })
  async append<K extends keyof M>(name: K, event: M[K]): Promise<number> {
    const line = Codec.encode({ name, event, at: this.clock.now() });
    await this.write(line);
    this.emitter.emit(String(name), event);
    return ++this.length;
  }

  protected async write(line: string): Promise<void> {
    await fs.promises.appendFile(this.path, line, { encoding: 'utf8' });
  }

  async *[Symbol.asyncIterator]() {
    const text = await fs.promises.readFile(this.path, 'utf8');
    for (const line of text.split(Codec.separator)) {
      if (line.length > 0) {
        yield JSON.parse(line).event as M[keyof M];
      }
    }
  }

  private handle = async (error: Error): Promise<void> => {
    await waitOnce(this.emitter, 'drain');
    everything.report<Error>(error, Default!);
  };
}

// Decorators of this module.
function sealed(target: Function): void {
  Object.freeze(target);
}

function logged(options: { level: Level }) {
  return (target: object, key: string) => {
    console.log(options.level, key, target);
  };
}

export function assertNever(value: never): never;
export function assertNever(value: never): never {
  throw new Error(`unexpected ${value}`);
}

export const open = async <M extends object>(path: string, clock: Clock): Promise<Store<M>> => {
  // <!--TAG:store-open-->
  return new Store<M>(path, clock);
};

export default open;
