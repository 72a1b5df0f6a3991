import type { LEAD_BODIES } from './lead-channels.ts';

/** One body per channel as senders build it, shown on the API page. */
export const LEAD_SAMPLES: Readonly<Record<keyof typeof LEAD_BODIES, Record<string, unknown>>> = {
  site_form: {
    name: '王小明',
    phone: '138 0013 8001',
    model: '宋PLUS DM-i',
    city: '上海市',
    wants: ['test_drive'],
    budget: { min: 150_000, max: 200_000 },
    behaviours: [{ type: 'home_page_view', at: '2026-11-23T09:50:00+08:00' }],
    consent: { textVersion: 'v1', at: '2026-11-23T09:58:00+08:00' },
    submissionId: 'site-20261123-0001',
  },
  mini_program: {
    nickName: '晓燕',
    phone: '13800138002',
    model: '理想L7',
    wants: ['quote'],
    page: 'pages/model/li-l7',
    submissionId: 'mp-0001',
  },
  auto_show: {
    event: 'winter-show',
    booth: '3.1H-08',
    name: '陈先生',
    phone: '+86 138-0013-8003',
    model: 'Model Y',
    wants: ['test_drive', 'trade_in'],
    consent: true,
    submissionId: 'show-offline-17',
  },
  campaign_form: { name: '李雷', phone: '13800138007', consent: true, submissionId: 'f-9c1d' },
  phone_call: {
    callId: 'pbx-1795399000-12',
    from: '13800138006',
    startedAt: '2026-11-23T09:55:00+08:00',
    durationSeconds: 0,
  },
  autohome: {
    clueId: 'AH2026112300017',
    clueType: '1',
    customerName: '赵女士',
    customerPhone: '13800138004',
    brandName: '大众',
    seriesName: '途观L',
    cityName: '上海',
    createTime: '2026-11-23 09:40:11',
  },
  yiche: {
    orderInfo: { orderId: 'YC-99120031', orderType: '试驾', createdOn: 1_795_398_000 },
    userInfo: { userName: '孙先生', mobile: '13800138005' },
    carInfo: { masterName: '丰田', serialName: 'RAV4荣放' },
  },
};
