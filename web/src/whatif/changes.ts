/** What a planner tries, in the words of `POST /what-if`; and how a list of it stays true when one change leaves it. */

export interface Target {
  layer: string;
  id: number;
  is_primary: boolean;
}

export interface AddVenue {
  op: 'add_venue';
  category: string;
  lon: number;
  lat: number;
  name?: string;
}

export interface AddUnit {
  op: 'add_unit';
  level: number;
  lon: number;
  lat: number;
  name?: string;
  parent_id?: number;
  targets: Target[];
}

export interface Move {
  op: 'move_venue' | 'move_unit';
  id: number;
  lon: number;
  lat: number;
}

export interface Remove {
  op: 'remove_venue' | 'remove_unit';
  id: number;
}

export interface AddLink {
  op: 'add_link';
  unit_id: number;
  target_layer: string;
  target_id: number;
  is_primary: boolean;
}

export interface RemoveLink {
  op: 'remove_link';
  unit_id: number;
  target_layer: string;
  target_id: number;
}

export interface SetParameter {
  op: 'set_parameter';
  name: string;
  value: number | boolean | string;
}

/** One change. What the n-th change (from 1) adds is called -n by those after it. */
export type Change = AddVenue | AddUnit | Move | Remove | AddLink | RemoveLink | SetParameter;

export type Changes = readonly Change[];

/** The layers whose things can be placed, moved and removed. */
export type Placed = 'venue' | 'unit';

export function isPlaced(layer: string | undefined): layer is Placed {
  return layer === 'venue' || layer === 'unit';
}

/** The list without the change at that position; what only makes sense with it goes too, and names are kept true. */
export function without(changes: Changes, at: number): Change[] {
  const place = new Map<number, number>();
  const kept: Change[] = [];
  changes.forEach((change, index) => {
    const next = index === at ? null : renamed(change, (id) => (id >= 0 ? id : (place.get(-id) ?? null)));
    if (next === null) return;
    kept.push(next);
    place.set(index + 1, -kept.length);
  });
  return kept;
}

/** Puts a thing elsewhere: what the list itself adds, is added there; a thing moved twice is moved once. */
export function moved(changes: Changes, layer: Placed, id: number, lon: number, lat: number): Change[] {
  const at = id < 0 ? -id - 1 : changes.findLastIndex((change) => isMoveOf(change, layer, id));
  const change = changes[at];
  if (change && 'lon' in change) return changes.with(at, { ...change, lon, lat });
  return [...changes, { op: `move_${layer}`, id, lon, lat }];
}

/** Takes a thing away: what the list itself adds, is not added; an earlier move of it is pointless. */
export function removed(changes: Changes, layer: Placed, id: number): Change[] {
  if (id < 0) return without(changes, -id - 1);
  const moveAt = changes.findIndex((change) => isMoveOf(change, layer, id));
  return [...(moveAt < 0 ? changes : without(changes, moveAt)), { op: `remove_${layer}`, id }];
}

/** Sets a threshold, once; null takes it back to what it was. */
export function withParameter(changes: Changes, name: string, value: SetParameter['value'] | null): Change[] {
  const at = changes.findIndex((change) => change.op === 'set_parameter' && change.name === name);
  const rest = at < 0 ? [...changes] : without(changes, at);
  return value === null ? rest : [...rest, { op: 'set_parameter', name, value }];
}

export function parameterOf(changes: Changes, name: string): SetParameter['value'] | null {
  const found = changes.findLast((change) => change.op === 'set_parameter' && change.name === name);
  return found?.op === 'set_parameter' ? found.value : null;
}

/** The things of the city that the changes name: what a list of changes must know the names of. */
export function named(changes: Changes): { layer: string; id: number }[] {
  const found = changes.flatMap((change) => {
    switch (change.op) {
      case 'move_venue':
      case 'remove_venue':
        return [{ layer: 'venue', id: change.id }];
      case 'move_unit':
      case 'remove_unit':
        return [{ layer: 'unit', id: change.id }];
      case 'add_link':
      case 'remove_link':
        return [{ layer: 'unit', id: change.unit_id }, { layer: change.target_layer, id: change.target_id }];
      case 'add_unit':
        return [...change.targets.map(({ layer, id }) => ({ layer, id })), { layer: 'unit', id: change.parent_id ?? 0 }];
      default:
        return [];
    }
  });
  return found.filter(({ id }) => id > 0);
}

/** The new unit under that parent; null for none. */
export function under(unit: AddUnit, parent: number | null): AddUnit {
  const { op, level, lon, lat, name, targets } = unit;
  const kept = { op, level, lon, lat, ...(name === undefined ? {} : { name }), targets };
  return parent === null ? kept : { ...kept, parent_id: parent };
}

/** The change with every id passed through `rename`; null where it cannot be without what is gone. */
function renamed(change: Change, rename: (id: number) => number | null): Change | null {
  switch (change.op) {
    case 'add_unit':
      return under(change, change.parent_id === undefined ? null : rename(change.parent_id));
    case 'move_venue':
    case 'move_unit':
    case 'remove_venue':
    case 'remove_unit': {
      const id = rename(change.id);
      return id === null ? null : { ...change, id };
    }
    case 'add_link':
    case 'remove_link': {
      const unit = rename(change.unit_id);
      return unit === null ? null : { ...change, unit_id: unit };
    }
    default:
      return change;
  }
}

function isMoveOf(change: Change, layer: Placed, id: number): boolean {
  return change.op === `move_${layer}` && 'id' in change && change.id === id;
}
