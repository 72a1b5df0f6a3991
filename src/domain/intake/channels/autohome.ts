import { definePortal } from '../channel.ts';
import type { PortalMapping } from '../portal-mapping.ts';

/** Pushes in the manner of Autohome: flat, camel case, local times, a type code for what was asked. */
const MAPPING: PortalMapping = {
  fields: {
    externalId: { from: ['clueId'] },
    name: { from: ['customerName'] },
    phone: { from: ['customerPhone', 'customerMobile'] },
    brandText: { from: ['brandName'] },
    modelText: { from: ['seriesName', 'specName'] },
    city: { from: ['cityName'] },
    wants: {
      from: ['clueType'],
      values: { '1': 'quote', '2': 'test_drive', '3': 'trade_in', '4': 'call_back' },
    },
    remark: { from: ['memo'] },
    askedAt: { from: ['createTime'], format: 'local_time' },
    storeId: { from: ['dealerId'], values: {} },
  },
  ignored: ['clueTypeName', 'provinceName', 'specName', 'sex', 'pushTime', 'sign'],
};

export const autohome = definePortal('autohome', MAPPING);
