import type { FIELD_TARGETS } from '../../../../contract/admin-api.ts';

/** What our fields are called. */
export const TARGET_LABELS: Readonly<Record<(typeof FIELD_TARGETS)[number], string>> = {
  name: '称呼',
  phone: '电话',
  brandText: '品牌',
  modelText: '车型',
  city: '城市',
  wants: '需求',
  remark: '备注',
  plate: '车牌',
  vin: '车架号',
  storeId: '门店编号',
  campaign: '活动',
  ignored: '不需要',
};

/** What a portal's code may mean. */
export const WANT_MEANINGS: Readonly<Record<string, string>> = {
  test_drive: '预约试驾',
  quote: '询价',
  trade_in: '置换',
  service: '维修保养',
  call_back: '回电',
};
