/** A person the page invents; every field can be edited before it is sent. */
export interface Customer {
  readonly name: string;
  readonly phone: string;
  readonly model: string;
  readonly city: string;
  readonly remark: string;
}

const FAMILY =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹喻苏潘葛范彭鲁韦马方任袁柳唐薛雷贺罗';
const GIVEN = [
  '子轩',
  '雨桐',
  '浩然',
  '思琪',
  '建国',
  '梦瑶',
  '俊杰',
  '欣怡',
  '志强',
  '晓燕',
  '嘉豪',
  '诗涵',
  '文博',
  '佳怡',
  '明轩',
  '丽娟',
  '宇航',
  '静雯',
  '海涛',
  '若曦',
];
const SUVS = ['比亚迪宋PLUS', '理想L7', '问界M7', '元PLUS', '特斯拉Model Y', '本田CR-V', '大众途观L'];
const ANY_CAR = [...SUVS, '比亚迪汉', '丰田凯美瑞', '特斯拉Model 3', '别克GL8', '大众朗逸'];
const REMARKS = [
  '周末想带家人来看',
  '有旧车要置换',
  '想了解金融方案',
  '关注续航和充电',
  '对比了两家，想尽快定',
  '',
];
/** Ranges of the three carriers; the rest of the number is random. */
const PREFIXES = ['135', '136', '138', '139', '150', '158', '176', '185', '186', '188', '199'];

/** `random` gives numbers in [0, 1). */
export function randomCustomer(wantsSuv: boolean, random: () => number): Customer {
  const pick = <T>(from: ArrayLike<T>): T => from[Math.floor(random() * from.length)]!;
  const digits = String(Math.floor(random() * 1e8)).padStart(8, '0');
  return {
    name: pick(FAMILY) + pick(GIVEN),
    phone: pick(PREFIXES) + digits,
    model: pick(wantsSuv ? SUVS : ANY_CAR),
    city: '上海',
    remark: pick(REMARKS),
  };
}
