import { basename, dirname } from 'node:path';
import type { SinkFile, SinkFileSystem } from '../file-system.ts';

type Operation =
  | 'makeDirectory'
  | 'list'
  | 'create'
  | 'open'
  | 'rename'
  | 'remove'
  | 'syncDirectory'
  | FileOperation;
type FileOperation = 'write' | 'read' | 'sync' | 'truncate' | 'status' | 'close';

/** An error code; `short` performs half of a write; undefined means no fault. */
export type Fault = string | undefined;

interface Range {
  readonly from: number;
  readonly to: number;
}

interface Node {
  /** What readers see. */
  cached: Buffer;
  /** What is on disk. */
  durable: Buffer;
  /** Pages that the system has yet to write. A page that it failed to write is forgotten, as on Linux. */
  dirty: Range[];
}

/** A disk in memory that fails on demand and can lose power. */
export class MemoryDisk implements SinkFileSystem {
  /** Called before each operation. */
  fault: (operation: Operation) => Fault = () => undefined;
  #names = new Map<string, Node>();
  /** The names that survive a power failure. */
  #durableNames = new Map<string, Node>();

  /** @param isWritten whether an unflushed page was written anyway */
  losePower(isWritten: () => boolean): void {
    this.#names = new Map(this.#durableNames);
    for (const node of new Set(this.#names.values())) {
      for (const range of node.dirty) if (isWritten()) persist(node, range);
      node.dirty = [];
      node.cached = Buffer.from(node.durable);
    }
  }

  files(): ReadonlyMap<string, string> {
    return new Map([...this.#names].map(([path, { cached }]) => [path, cached.toString()]));
  }

  put(path: string, text: string): void {
    const node = { cached: Buffer.from(text), durable: Buffer.from(text), dirty: [] };
    this.#names.set(path, node);
    this.#durableNames.set(path, node);
  }

  async makeDirectory(): Promise<void> {
    this.#act('makeDirectory');
  }

  async list(path: string): Promise<readonly string[]> {
    this.#act('list');
    return [...this.#names.keys()].filter((name) => dirname(name) === path).map((name) => basename(name));
  }

  async create(path: string): Promise<SinkFile> {
    this.#act('create');
    if (this.#names.has(path)) throw systemError('EEXIST');
    const node: Node = { cached: Buffer.alloc(0), durable: Buffer.alloc(0), dirty: [] };
    this.#names.set(path, node);
    return this.#file(node);
  }

  async open(path: string): Promise<SinkFile> {
    this.#act('open');
    return this.#file(this.#node(path));
  }

  async rename(from: string, to: string): Promise<void> {
    this.#act('rename');
    const node = this.#node(from);
    this.#names.delete(from);
    this.#names.set(to, node);
  }

  async remove(path: string): Promise<void> {
    this.#act('remove');
    this.#names.delete(path);
  }

  async syncDirectory(path: string): Promise<void> {
    this.#act('syncDirectory');
    for (const name of this.#durableNames.keys()) if (dirname(name) === path) this.#durableNames.delete(name);
    for (const [name, node] of this.#names) if (dirname(name) === path) this.#durableNames.set(name, node);
  }

  #node(path: string): Node {
    const node = this.#names.get(path);
    if (node === undefined) throw systemError('ENOENT');
    return node;
  }

  #file(node: Node): SinkFile {
    return {
      write: async (bytes, position) => {
        const isShort = this.#act('write') === 'short';
        const segment = isShort ? bytes.subarray(0, Math.ceil(bytes.length / 2)) : bytes;
        const end = position + segment.length;
        node.cached = grown(node.cached, end);
        node.cached.set(segment, position);
        node.dirty.push({ from: position, to: end });
        return segment.length;
      },
      read: async (into, position) => {
        this.#act('read');
        return node.cached.copy(into, 0, position);
      },
      sync: async () => {
        try {
          this.#act('sync');
        } catch (error) {
          node.dirty = [];
          throw error;
        }
        for (const range of node.dirty) persist(node, range);
        node.durable = grown(node.durable, node.cached.length).subarray(0, node.cached.length);
        node.dirty = [];
      },
      truncate: async (length) => {
        this.#act('truncate');
        node.cached = Buffer.from(grown(node.cached, length).subarray(0, length));
        node.dirty = node.dirty.filter(({ to }) => to <= length);
      },
      status: async () => {
        this.#act('status');
        return { size: node.cached.length, hasName: [...this.#names.values()].includes(node) };
      },
      close: async () => {
        this.#act('close');
      },
    };
  }

  #act(operation: Operation): Fault {
    const fault = this.fault(operation);
    if (fault !== undefined && fault !== 'short') throw systemError(fault);
    return fault;
  }
}

function persist(node: Node, { from, to }: Range): void {
  node.durable = grown(node.durable, to);
  node.durable.set(node.cached.subarray(from, to), from);
}

/** Unwritten bytes are zeros, as on a disk. */
function grown(bytes: Buffer, length: number): Buffer {
  if (bytes.length >= length) return bytes;
  return Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]);
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
