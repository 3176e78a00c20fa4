import type { Actor } from '../../engine/operation.ts';
import { type Resource, resourceNamed } from '../../engine/resource.ts';
import { type DiskPath, MADE_UP } from './path.ts';

/**
 * Stable names for made-up file names in labels, footprints and the trace hash; the disk itself uses the real ones.
 *
 * A name with a run of six or more hexadecimal digits that is not on the initial disk is taken for made up:
 * `models.json.3837482910`. Such names hold counters and hashes that a package keeps in its own memory (write-file-atomic
 * hashes its install path and an invocation counter), so they differ between executions of the same code and between
 * machines. Here it reads `models.json.<writer-a.1>`: the first made-up name that actor writer-a brought up. Counted by
 * actor and not over all, so that another order of the actors does not rename everything.
 *
 * The price: a name which several actors make up alike goes to whoever comes first. Put such files on the initial disk.
 */
export class DiskAliases {
  /** Names that look made up but were on the initial disk. */
  private readonly kept: Set<string> = new Set();
  /** Names drawn by `mkdtemp`: made up, whatever they look like. */
  private drawn: Set<string> | null = null;
  private readonly aliases: Map<string, string> = new Map();
  private readonly counts: Map<Actor, number> = new Map();
  private readonly resources: Map<string, Resource> = new Map();

  /** Marks the names of a path that the scenario itself uses. */
  keep(path: DiskPath): void {
    if (path.resource !== null) return;
    for (const name of path.parts) if (MADE_UP.test(name)) this.kept.add(name);
  }

  /** Marks the last name of a path as made up by `mkdtemp`, with this many letters at its end. */
  draw(name: string, letters: number, actor: Actor): void {
    this.drawn ??= new Set();
    this.drawn.add(name);
    this.aliases.set(name, `${name.slice(0, -letters)}${this.next(actor)}`);
  }

  resource(path: DiskPath, actor: Actor): Resource {
    if (path.resource !== null && this.drawn === null) return path.resource;
    const known = this.resources.get(path.absolute);
    if (known !== undefined) return known;
    const resource = resourceNamed(`file:${this.stable(path.absolute, actor)}`);
    this.resources.set(path.absolute, resource);
    return resource;
  }

  /** The path with an alias for each made-up name. */
  stable(absolute: string, actor: Actor): string {
    if (this.drawn === null && !MADE_UP.test(absolute)) return absolute;
    return absolute
      .split('/')
      .map((name) => this.stableName(name, actor))
      .join('/');
  }

  private stableName(name: string, actor: Actor): string {
    const known = this.aliases.get(name);
    if (known !== undefined) return known;
    if (this.kept.has(name)) return name;
    const run = RUN.exec(name);
    if (run === null) return name;
    const alias = name.slice(0, run.index) + this.next(actor) + name.slice(run.index + run[0].length);
    this.aliases.set(name, alias);
    return alias;
  }

  private next(actor: Actor): string {
    const count = (this.counts.get(actor) ?? 0) + 1;
    this.counts.set(actor, count);
    return `<${actor.name}.${count}>`;
  }
}

/** From the first made-up run to the last: `12345678-9abc-def0123456` is one. */
const RUN = /[0-9a-f]{6,}(?:.*[0-9a-f]{6,})?/i;
