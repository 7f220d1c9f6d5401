/** What the phone keeps when the page is closed: the pack, the draft, what waits to be sent, and a few choices. */

import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Language } from '../i18n.ts';
import type { Choice, Pack, Word } from '../server/work.ts';
import type { Draft, Entry } from './letter.ts';

/** Single values by name. */
export interface Kept {
  pack: Pack;
  grids: Choice[];
  draft: Draft;
  language: Language;
  shifted: boolean;
  roles: string[];
  /** The account that signed in on this phone last and did not sign out; null for the public. */
  account: number | null;
  catalogue: { categories: Word[]; states: Word[] };
}

export interface Keep {
  /** Whether what is kept outlives the page. */
  readonly lasting: boolean;
  get<Name extends keyof Kept>(name: Name): Promise<Kept[Name] | undefined>;
  set<Name extends keyof Kept>(name: Name, value: Kept[Name]): Promise<void>;
  entries(): Promise<Entry[]>;
  put(entry: Entry): Promise<void>;
  /** The draft becomes an entry: both or neither. */
  post(entry: Entry): Promise<void>;
  remove(id: string): Promise<void>;
}

interface Shape extends DBSchema {
  kept: { key: string; value: Kept[keyof Kept] };
  entries: { key: string; value: Entry };
}

const NAME = 'jingwei-work';
const VERSION = 1;

/** The browser's database; where it has none to give (some private windows), a memory that says that it does not last. */
export async function openKeep(): Promise<Keep> {
  try {
    const database = await openDB<Shape>(NAME, VERSION, {
      upgrade(made) {
        made.createObjectStore('kept');
        made.createObjectStore('entries', { keyPath: 'id' });
      },
    });
    return new LastingKeep(database);
  } catch {
    return new MemoryKeep();
  }
}

class LastingKeep implements Keep {
  readonly lasting = true;
  private readonly database: IDBPDatabase<Shape>;

  constructor(database: IDBPDatabase<Shape>) {
    this.database = database;
  }

  async get<Name extends keyof Kept>(name: Name): Promise<Kept[Name] | undefined> {
    return (await this.database.get('kept', name)) as Kept[Name] | undefined;
  }

  async set<Name extends keyof Kept>(name: Name, value: Kept[Name]): Promise<void> {
    await this.database.put('kept', value, name);
  }

  entries(): Promise<Entry[]> {
    return this.database.getAll('entries');
  }

  async put(entry: Entry): Promise<void> {
    await this.database.put('entries', entry);
  }

  async post(entry: Entry): Promise<void> {
    const both = this.database.transaction(['entries', 'kept'], 'readwrite', { durability: 'strict' });
    await Promise.all([both.objectStore('entries').put(entry), both.objectStore('kept').delete('draft'), both.done]);
  }

  async remove(id: string): Promise<void> {
    await this.database.delete('entries', id);
  }
}

export class MemoryKeep implements Keep {
  readonly lasting: boolean = false;
  private readonly kept = new Map<keyof Kept, Kept[keyof Kept]>();
  private readonly waiting = new Map<string, Entry>();

  get<Name extends keyof Kept>(name: Name): Promise<Kept[Name] | undefined> {
    return Promise.resolve(this.kept.get(name) as Kept[Name] | undefined);
  }

  set<Name extends keyof Kept>(name: Name, value: Kept[Name]): Promise<void> {
    this.kept.set(name, value);
    return Promise.resolve();
  }

  entries(): Promise<Entry[]> {
    return Promise.resolve([...this.waiting.values()]);
  }

  put(entry: Entry): Promise<void> {
    this.waiting.set(entry.id, entry);
    return Promise.resolve();
  }

  post(entry: Entry): Promise<void> {
    this.kept.delete('draft');
    return this.put(entry);
  }

  remove(id: string): Promise<void> {
    this.waiting.delete(id);
    return Promise.resolve();
  }
}
