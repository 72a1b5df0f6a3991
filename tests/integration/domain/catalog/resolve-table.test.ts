import { beforeAll, describe, expect, it } from 'vitest';
import {
  COMMON_SERIES,
  findSeries,
  listSeries,
  modelKey,
  resolveSeries,
  seedCatalog,
} from '#domain/catalog/index';
import { normaliseReading, type Surroundings } from '#domain/intake/normalise-reading';
import { MONDAY_10, testContext } from '../../../factories/lead.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase();
const ctx = testContext();
beforeAll(async () => {
  await seedCatalog(ctx);
});

const idOf = async (text: string) => (await resolveSeries(text))?.id ?? null;
const wide = (text: string) =>
  text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));

describe('[CD1] one car, many spellings', () => {
  it.each([
    [
      'byd-song-plus',
      ['宋PLUS', '宋 plus', '宋Plus DM-i', '宋plus dmi', 'SONG PLUS', '比亚迪宋PLUS', '宋ＰＬＵＳ'],
    ],
    ['byd-yuan-plus', ['元PLUS', 'atto3', 'ATTO 3', 'ATTO-3', 'Yuan Plus', '元plus EV']],
    ['li-l7', ['L7', 'l 7', '理想L7', '理想 L7', '理想汽车L7', 'Li L7', 'Ｌ７']],
    ['honda-crv', ['CR-V', 'CRV', 'cr v', '本田CR-V', '思威', '本田 思威']],
    ['toyota-rav4', ['RAV4', 'rav4荣放', '荣放', '丰田RAV4', 'RAV-4']],
    ['changan-uni-v', ['UNI-V', 'univ', '长安UNI-V', 'uni·v']],
    ['bmw-3', ['3系', '宝马3系', 'BMW 3系', 'bmw3系', '３系']],
    ['benz-c', ['C级', '奔驰C级', 'c 级', 'C260L', '奔驰C260L']],
    ['xiaomi-su7', ['SU7', '小米SU7', '小米汽车SU7', 'xiaomi su7', 'su-7']],
    ['gwm-poer', ['炮', '长城炮', '山海炮']],
    ['zeekr-001', ['001', '极氪001', 'ZEEKR 001']],
  ])('%s: %j', async (id, spellings) => {
    for (const text of spellings) expect([text, await idOf(text)]).toEqual([text, id]);
  });

  it.each([
    ['宋PLUS 2025款 DM-i 128KM 尊贵型', 'byd-song-plus'],
    ['理想L7 2024款 Max', 'li-l7'],
    ['理想L7 2024 款', 'li-l7'],
    ['宝马3系 2026款\n325Li M运动', 'bmw-3'],
    ['L7 1999款', null],
    ['2025款 宋PLUS', null],
  ])('a portal’s model year behind the name is no part of it: %j is %s', async (text, id) => {
    expect(await idOf(text)).toBe(id);
  });

  it('every name and alias that ships finds its own car, however it is written', async () => {
    const wrong: string[] = [];
    for (const { id, brand, name, aliases } of COMMON_SERIES) {
      for (const text of [name, ...aliases]) {
        const spellings = [
          text,
          text.toLowerCase(),
          text.toUpperCase(),
          wide(text),
          ` ${text} `,
          `${brand} ${text}`,
        ];
        for (const spelling of [...spellings, [...text].join(' ')]) {
          const found = await idOf(spelling);
          if (found !== id) wrong.push(`${spelling}: ${found} instead of ${id}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('no key means two cars', () => {
    const owners = new Map<string, string>();
    for (const { id, brand, name, aliases } of COMMON_SERIES) {
      for (const text of [name, ...aliases].flatMap((one) => [one, `${brand}${one}`])) {
        const key = modelKey(text);
        expect([text, owners.get(key) ?? id]).toEqual([text, id]);
        owners.set(key, id);
      }
    }
    expect(owners.size).toBeGreaterThan(COMMON_SERIES.length);
  });
});

describe('[CD1] a near miss is no match', () => {
  it.each([
    ['a letter short', ['宋PLU', 'RAV', 'SU', 'CR', 'GL']],
    ['a letter long', ['宋PLUSS', 'RAV44', 'SU77', 'CRVX', 'L77']],
    ['the number beside it', ['L5', 'SU6', 'M4', 'H7', '002', '4系']],
    ['letters swapped', ['宋PULS', 'RVA4', 'US7', 'VCR']],
    ['a look-alike letter', ['ЅU7', 'L７７', 'SUꓶ7', 'О01']],
    ['another brand in front', ['吉利L7', '宝马C级', '小米L7', '比亚迪CR-V']],
    ['the brand alone', ['比亚迪', '理想', '宝马', '奔驰', '小米']],
    ['a sentence around it', ['想看宋PLUS', '宋PLUS多少钱', 'SU7和L7', '不要L7']],
    ['two cars', ['L7 L8', '宋PLUS/汉', 'SU7、YU7']],
    ['nothing to compare', ['', ' ', '——', '。', '\u200b', '!?#']],
    ['something else', ['未知', '随便', 'null', 'undefined', '__proto__', 'constructor', '{"$ne":null}']],
  ])('%s: %j', async (_what, texts) => {
    for (const text of texts) expect([text, await idOf(text)]).toEqual([text, null]);
  });

  it('an id is no name, and a name is no id', async () => {
    for (const { id, name } of COMMON_SERIES.slice(0, 10)) {
      expect(await findSeries(id)).toMatchObject({ id, name });
      expect(await findSeries(name)).toBeNull();
      expect(await idOf(`id:${id}`)).toBeNull();
    }
  });
});

describe('[CD1] the brand decides between makers', () => {
  const around: Surroundings = {
    channel: 'autohome',
    campaign: null,
    payloadId: 'p1',
    now: MONDAY_10,
    member: null,
    knownStore: () => false,
  };
  const read = async (brandText: string | undefined, modelText: string) =>
    await normaliseReading({ phone: '13800138000', brandText, modelText }, around);

  it.each([
    ['理想', 'L7', 'li-l7'],
    ['理想汽车', 'L7', 'li-l7'],
    [undefined, 'L7', 'li-l7'],
    ['', 'L7', 'li-l7'],
    ['问界', 'M5', 'aito-m5'],
    ['东风本田', 'CR-V', 'honda-crv'],
    ['广汽丰田', '凯美瑞', 'toyota-camry'],
    ['华晨宝马', '3系', 'bmw-3'],
    ['吉利银河', '银河L7', 'geely-galaxy-l7'],
    ['吉利', '银河L7', 'geely-galaxy-l7'],
    ['奥迪', 'L7', null],
    ['吉利', 'L7', null],
    ['奔驰', '3系', null],
    ['本田', '凯美瑞', null],
    ['理想', 'L5', null],
  ])('%s %s is %s', async (brand, model, id) => {
    const { draft, warnings, unmappedModel } = await read(brand, model);
    expect(draft.series?.id ?? null).toBe(id);
    expect(draft.modelText).toBe(model);
    expect(unmappedModel).toBe(id === null ? model : null);
    expect(warnings).toEqual(id === null ? ['model.unmapped'] : []);
  });

  it('what a lead keeps of a series is its id, brand, name and body', async () => {
    const { draft } = await read('理想', 'l7 2025款 Pro');
    expect(draft.series).toEqual({ id: 'li-l7', brand: '理想', name: 'L7', body: 'suv' });
    expect(draft.modelText).toBe('l7 2025款 Pro');
  });

  it('a very long model name is kept short, and never matched by its beginning', async () => {
    const { draft, unmappedModel } = await read(undefined, `L7${'x'.repeat(200)}`);
    expect(draft.series).toBeNull();
    expect(draft.modelText).toHaveLength(80);
    expect(unmappedModel).toBe(draft.modelText);
  });
});

describe('[CD1] the seed', () => {
  it('adds nothing the second time, and lists every series once, brand by brand', async () => {
    expect(await seedCatalog(ctx)).toBe(0);
    const listed = await listSeries();
    expect(listed.map(({ id }) => id).sort()).toEqual(COMMON_SERIES.map(({ id }) => id).sort());
    const brands = listed.map(({ brand }) => brand).filter((brand, i, all) => brand !== all[i - 1]);
    expect(new Set(brands).size).toBe(brands.length);
  });
});
