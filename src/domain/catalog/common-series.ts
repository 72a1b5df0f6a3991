import type { Body, CarSeries, Energy } from './car-series.ts';

type Row = readonly [id: string, name: string, body: Body, energy: Energy, ...aliases: string[]];

/** Common series of the Chinese market by brand; a start that `mapAlias` extends. Prices are the dealer's own. */
const BY_BRAND: Readonly<Record<string, readonly Row[]>> = {
  比亚迪: [
    [
      'byd-song-plus',
      '宋PLUS',
      'suv',
      'phev',
      '宋PLUS DM-i',
      '宋PLUS EV',
      '宋PLUS新能源',
      '宋plus dmi',
      'Song PLUS',
    ],
    ['byd-song-pro', '宋Pro', 'suv', 'phev', '宋Pro DM-i', '宋Pro新能源'],
    ['byd-song-l', '宋L', 'suv', 'bev', '宋L EV', '宋L DM-i'],
    ['byd-yuan-plus', '元PLUS', 'suv', 'bev', '元PLUS EV', 'ATTO 3', 'Yuan PLUS'],
    ['byd-yuan-up', '元UP', 'suv', 'bev'],
    ['byd-tang', '唐', 'suv', 'phev', '唐DM-i', '唐EV', '唐新能源'],
    ['byd-han', '汉', 'sedan', 'phev', '汉DM-i', '汉EV', '汉新能源', 'Han'],
    ['byd-qin-plus', '秦PLUS', 'sedan', 'phev', '秦PLUS DM-i', '秦PLUS EV', '秦'],
    ['byd-qin-l', '秦L', 'sedan', 'phev', '秦L DM-i'],
    ['byd-seal', '海豹', 'sedan', 'bev', '海豹EV', '海豹DM-i'],
    ['byd-dolphin', '海豚', 'sedan', 'bev'],
    ['byd-seagull', '海鸥', 'sedan', 'bev'],
    ['denza-d9', '腾势D9', 'mpv', 'phev', 'D9'],
  ],
  理想: [
    ['li-l6', 'L6', 'suv', 'phev', '理想汽车L6', 'Li L6'],
    ['li-l7', 'L7', 'suv', 'phev', '理想汽车L7', 'Li L7'],
    ['li-l8', 'L8', 'suv', 'phev', '理想汽车L8', 'Li L8'],
    ['li-l9', 'L9', 'suv', 'phev', '理想汽车L9', 'Li L9'],
    ['li-mega', 'MEGA', 'mpv', 'bev'],
  ],
  问界: [
    ['aito-m5', 'M5', 'suv', 'phev', 'AITO M5', 'AITO问界M5', '赛力斯问界M5'],
    ['aito-m7', 'M7', 'suv', 'phev', 'AITO M7', 'AITO问界M7', '赛力斯问界M7'],
    ['aito-m8', 'M8', 'suv', 'phev', 'AITO M8', 'AITO问界M8'],
    ['aito-m9', 'M9', 'suv', 'phev', 'AITO M9', 'AITO问界M9'],
  ],
  特斯拉: [
    ['tesla-model-3', 'Model 3', 'sedan', 'bev', '毛豆3', 'Tesla Model 3'],
    ['tesla-model-y', 'Model Y', 'suv', 'bev', '毛豆Y', 'Tesla Model Y'],
  ],
  大众: [
    ['vw-tiguan-l', '途观L', 'suv', 'petrol', '上汽大众途观L', '途观L Pro', '途观'],
    ['vw-tayron', '探岳', 'suv', 'petrol', '一汽大众探岳'],
    ['vw-teramont', '途昂', 'suv', 'petrol'],
    ['vw-lavida', '朗逸', 'sedan', 'petrol', '上汽大众朗逸', '朗逸新锐'],
    ['vw-sagitar', '速腾', 'sedan', 'petrol'],
    ['vw-magotan', '迈腾', 'sedan', 'petrol', '一汽大众迈腾'],
    ['vw-passat', '帕萨特', 'sedan', 'petrol'],
    ['vw-id4', 'ID.4', 'suv', 'bev', 'ID.4 X', 'ID.4 CROZZ'],
  ],
  丰田: [
    ['toyota-rav4', 'RAV4荣放', 'suv', 'hybrid', 'RAV4', '荣放'],
    ['toyota-camry', '凯美瑞', 'sedan', 'hybrid', 'Camry'],
    ['toyota-highlander', '汉兰达', 'suv', 'hybrid'],
    ['toyota-corolla', '卡罗拉', 'sedan', 'hybrid'],
    ['toyota-sienna', '赛那', 'mpv', 'hybrid', '赛那SIENNA'],
  ],
  本田: [
    ['honda-crv', 'CR-V', 'suv', 'hybrid', 'CRV', '思威'],
    ['honda-accord', '雅阁', 'sedan', 'hybrid', 'Accord'],
    ['honda-civic', '思域', 'sedan', 'petrol'],
    ['honda-odyssey', '奥德赛', 'mpv', 'hybrid'],
  ],
  日产: [
    ['nissan-sylphy', '轩逸', 'sedan', 'petrol'],
    ['nissan-xtrail', '奇骏', 'suv', 'petrol'],
  ],
  吉利: [
    ['geely-xingyue-l', '星越L', 'suv', 'petrol', '吉利汽车星越L'],
    ['geely-xingrui', '星瑞', 'sedan', 'petrol'],
    ['geely-galaxy-e5', '银河E5', 'suv', 'bev'],
    ['geely-galaxy-l7', '银河L7', 'suv', 'phev'],
  ],
  长安: [
    ['changan-cs75-plus', 'CS75PLUS', 'suv', 'petrol', 'CS75 PLUS', '长安汽车CS75PLUS'],
    ['changan-uni-v', 'UNI-V', 'sedan', 'petrol'],
  ],
  哈弗: [
    ['haval-h6', 'H6', 'suv', 'petrol', '长城哈弗H6', '第三代哈弗H6'],
    ['haval-big-dog', '大狗', 'suv', 'petrol', '哈弗大狗'],
  ],
  别克: [
    ['buick-gl8', 'GL8', 'mpv', 'petrol', 'GL8陆尊', 'GL8新能源'],
    ['buick-envision', '昂科威', 'suv', 'petrol', '昂科威Plus'],
  ],
  小米: [
    ['xiaomi-su7', 'SU7', 'sedan', 'bev', '小米汽车SU7', 'Xiaomi SU7'],
    ['xiaomi-yu7', 'YU7', 'suv', 'bev', '小米汽车YU7', 'Xiaomi YU7'],
  ],
  小鹏: [
    ['xpeng-g6', 'G6', 'suv', 'bev', '小鹏汽车G6'],
    ['xpeng-p7', 'P7', 'sedan', 'bev', 'P7+', '小鹏汽车P7'],
  ],
  蔚来: [
    ['nio-es6', 'ES6', 'suv', 'bev'],
    ['nio-et5', 'ET5', 'sedan', 'bev'],
  ],
  极氪: [['zeekr-001', '001', 'sedan', 'bev', 'ZEEKR 001']],
  宝马: [
    ['bmw-3', '3系', 'sedan', 'petrol', 'BMW 3系'],
    ['bmw-5', '5系', 'sedan', 'petrol', 'BMW 5系'],
    ['bmw-x3', 'X3', 'suv', 'petrol', 'BMW X3'],
  ],
  奔驰: [
    ['benz-c', 'C级', 'sedan', 'petrol', '奔驰C级', 'C260L'],
    ['benz-e', 'E级', 'sedan', 'petrol', '奔驰E级'],
    ['benz-glc', 'GLC', 'suv', 'petrol', '奔驰GLC'],
  ],
  奥迪: [
    ['audi-a4l', 'A4L', 'sedan', 'petrol'],
    ['audi-a6l', 'A6L', 'sedan', 'petrol'],
    ['audi-q5l', 'Q5L', 'suv', 'petrol'],
  ],
  长城: [['gwm-poer', '炮', 'pickup', 'petrol', '长城炮', '山海炮']],
};

export const COMMON_SERIES: readonly CarSeries[] = Object.entries(BY_BRAND).flatMap(([brand, rows]) =>
  rows.map(([id, name, body, energy, ...aliases]) => ({
    id,
    brand,
    name,
    aliases,
    body,
    energy,
    listFen: null,
  })),
);
