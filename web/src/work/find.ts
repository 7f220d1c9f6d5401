/**
 * Which door of the pack does a messy address mean? For the phone without a network; with one the service is asked, which
 * knows more. Offers candidates and never picks one: a wrong door is worse than none.
 */

import type { Pack, PackBuilding } from '../server/work.ts';

export interface DoorHit {
  building: PackBuilding;
  entrance: { id: number | null; name: string | null } | null;
  door: { id: number; room: string | null; floor: number | null } | null;
}

const DIGITS = '〇一二三四五六七八九';
const FORMAL = '零壹贰叁肆伍陆柒捌玖';

/** One spelling: half width, lower case, digits for numerals, 号楼 for 栋 幢 # 座, 单元 for 门, no 室. */
export function plainAddress(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[零壹贰叁肆伍陆柒捌玖]/g, (sign) => String(FORMAL.indexOf(sign)))
    .replace(/[〇一二两三四五六七八九十百]+(?=号楼|栋|幢|座|单元|门|层|楼|室|#)/g, numeral)
    .replace(/([0-9a-z甲乙丙丁])(?:号楼|栋|幢|座|#)/g, '$1号楼')
    .replace(/([0-9]+)门(?!诊|口)/g, '$1单元')
    .replace(/([0-9]+)室?$/, '$1')
    .replace(/[\s,，。·_]+/g, ' ')
    .trim();
}

/** The candidates of an address, the best first. */
export function findDoors(pack: Pack, text: string, most: number): DoorHit[] {
  const asked = parts(plainAddress(text));
  if (asked.words === '' && asked.building === null && asked.room === null) return [];
  const hits = pack.buildings.flatMap((building) => {
    const fit = fitOf(building, asked);
    return fit === null ? [] : doorsOf(building, asked).map((hit) => ({ hit, fit }));
  });
  return hits.sort((one, other) => other.fit - one.fit).slice(0, most).map(({ hit }) => hit);
}

interface Asked {
  words: string;
  building: string | null;
  unit: number | null;
  room: string | null;
}

/** `南湖花园 3号楼 2单元 501`, `3-2-501`. */
function parts(text: string): Asked {
  const dashed = /(?:^|[^0-9])([0-9]{1,4})-([0-9]{1,2})-([0-9]{2,4})$/.exec(text);
  if (dashed) {
    const [all, building = '', unit = '', room = ''] = dashed;
    return { words: clean(text.slice(0, text.length - all.length + (all.startsWith(building) ? 0 : 1))), building: `${building}号楼`, unit: Number(unit), room };
  }
  const building = /([0-9]+|[a-z]|[甲乙丙丁])号楼/.exec(text);
  const unit = /([0-9]+)单元/.exec(text);
  const room = /(?:^|单元|号楼|层|[\s-])([0-9]{3,4})$/.exec(text);
  let words = text;
  for (const found of [building?.[0], unit?.[0], room ? /[0-9]{3,4}$/.exec(text)?.[0] : undefined]) if (found !== undefined) words = words.replace(found, ' ');
  return { words: clean(words), building: building?.[0] ?? null, unit: unit ? Number(unit[1]) : null, room: room?.[1] ?? null };
}

function clean(text: string): string {
  return text.replace(/[\s-]+/g, ' ').trim();
}

/** How well a building fits; null where something that was said contradicts it. */
function fitOf(building: PackBuilding, asked: Asked): number | null {
  const own = [building.name, building.address, building.code].map((each) => plainAddress(each ?? ''));
  const all = [building.estate?.name ?? '', ...own].map(plainAddress).join(' ');
  if (asked.building !== null && !own.some((each) => endsAsNumber(each, asked.building ?? ''))) return null;
  const words = asked.words === '' ? [] : asked.words.split(' ');
  if (!words.every((word) => all.includes(word))) return null;
  return words.join('').length + (asked.building === null ? 0 : 2);
}

/** Whether a name has that building number: 3号楼 is not in 13号楼. */
function endsAsNumber(name: string, number: string): boolean {
  const at = name.indexOf(number);
  return at >= 0 && !/[0-9]/.test(name.charAt(at - 1));
}

function doorsOf(building: PackBuilding, { unit, room }: Asked): DoorHit[] {
  const entrances = building.entrances.filter((entrance) => unit === null || Number(/[0-9]+/.exec(plainAddress(entrance.name ?? ''))?.[0] ?? NaN) === unit);
  if (room === null) {
    const [only] = entrances;
    return unit !== null && only ? [{ building, entrance: only, door: null }] : unit === null ? [{ building, entrance: null, door: null }] : [];
  }
  return entrances.flatMap((entrance) =>
    entrance.floors.flatMap(({ floor, doors }) => doors.filter((door) => door.room === room).map((door) => ({ building, entrance, door: { ...door, floor } }))),
  );
}

/** A Chinese numeral up to 999 as digits. */
function numeral(text: string): string {
  if (!/[十百]/.test(text)) return text.replace(/./g, (sign) => (sign === '两' ? '2' : String(DIGITS.indexOf(sign))));
  let sum = 0;
  let digit = 1;
  let isOpen = false;
  for (const sign of text) {
    if (sign === '百' || sign === '十') {
      sum += digit * (sign === '百' ? 100 : 10);
      digit = 1;
      isOpen = false;
    } else {
      digit = sign === '两' ? 2 : DIGITS.indexOf(sign);
      isOpen = digit > 0;
    }
  }
  return String(sum + (isOpen ? digit : 0));
}
