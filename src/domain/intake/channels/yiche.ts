import { definePortal } from '../channel.ts';
import type { PortalMapping } from '../portal-mapping.ts';

/** Pushes in the manner of Yiche: nested, Unix seconds, what was asked in words. */
const MAPPING: PortalMapping = {
  fields: {
    externalId: { from: ['orderInfo.orderId'] },
    name: { from: ['userInfo.userName'] },
    phone: { from: ['userInfo.mobile', 'userInfo.phone'] },
    brandText: { from: ['carInfo.masterName'] },
    modelText: { from: ['carInfo.serialName', 'carInfo.carName'] },
    city: { from: ['cityInfo.cityName'] },
    wants: {
      from: ['orderInfo.orderType'],
      values: { 询价: 'quote', 试驾: 'test_drive', 置换: 'trade_in', 贷款: 'quote', 电话: 'call_back' },
    },
    remark: { from: ['orderInfo.remark'] },
    askedAt: { from: ['orderInfo.createdOn'], format: 'unix_seconds' },
    storeId: { from: ['dealerInfo.dealerCode'], values: {} },
  },
  ignored: ['carInfo.carName', 'carInfo.carId', 'carInfo.serialId', 'cityInfo.cityId', 'userInfo.gender'],
};

export const yiche = definePortal('yiche', MAPPING);
