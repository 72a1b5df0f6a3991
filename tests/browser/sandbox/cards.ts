/** JSON of a template card as it goes over the wire. */
export type CardBody = Record<string, unknown>;

const PAIRS = [
  { keyname: '手机', value: '138****1234' },
  { keyname: '来源', value: '小程序 · 预约试驾' },
  { keyname: '评分', value: '85 分 · 热' },
  { keyname: '时限', value: '5 分钟内首联' },
];

/** A lead card with the product's five buttons, a drop-down and the “…” menu. */
export function leadCard(taskId: string, name: string, model: string): CardBody {
  return {
    card_type: 'button_interaction',
    task_id: taskId,
    source: { desc: '浦东旗舰店 · 新线索', desc_color: 2 },
    main_title: { title: `${name} 想试驾 ${model}`, desc: '上海 · 请尽快联系' },
    quote_area: { type: 0, quote_text: '为什么给我：小程序 SUV 线索归 SUV组，本轮轮到你。' },
    horizontal_content_list: [...PAIRS, { keyname: '车型', value: model }],
    card_action: { type: 1, url: 'http://127.0.0.1/app/leads/1' },
    action_menu: { desc: '更多', action_list: [{ text: '查看电话', key: `lead.reveal|${taskId}|1` }] },
    button_selection: {
      question_key: 'lost_reason',
      title: '战败原因',
      option_list: [
        { id: 'price', text: '价格' },
        { id: 'rival', text: '选择竞品' },
      ],
    },
    button_list: [
      { text: '接单', style: 1, key: `lead.accept|${taskId}|1` },
      { text: '已联系', style: 2, key: `lead.contact|${taskId}|1` },
      { text: '转派', style: 4, key: `lead.transfer|${taskId}|1` },
      { text: '战败', style: 3, key: `lead.lose|${taskId}|1` },
      { text: '为什么给我', style: 4, key: `lead.explain|${taskId}|1` },
    ],
  };
}

export function formCard(taskId: string): CardBody {
  return {
    card_type: 'multiple_interaction',
    task_id: taskId,
    source: { desc: '车聊' },
    main_title: { title: '写跟进', desc: '王先生 · 理想L7' },
    select_list: [
      {
        question_key: 'method',
        title: '方式',
        option_list: [
          { id: 'call', text: '电话' },
          { id: 'wechat', text: '微信' },
        ],
      },
      {
        question_key: 'next',
        title: '下次',
        option_list: [
          { id: 'd1', text: '明天' },
          { id: 'd3', text: '三天后' },
        ],
      },
    ],
    submit_button: { text: '提交', key: `lead.follow_up|${taskId}|1` },
  };
}

export function voteCard(taskId: string): CardBody {
  return {
    card_type: 'vote_interaction',
    task_id: taskId,
    source: { desc: '车聊' },
    main_title: { title: '周末值班', desc: '选一天' },
    checkbox: {
      question_key: 'day',
      mode: 0,
      option_list: [
        { id: 'sat', text: '周六', is_checked: true },
        { id: 'sun', text: '周日', is_checked: false },
      ],
    },
    submit_button: { text: '确定', key: `duty.choose|${taskId}|1` },
  };
}

export function noticeCard(url: string): CardBody {
  return {
    card_type: 'text_notice',
    source: { desc: '浦东旗舰店 · 超时提醒', desc_color: 2 },
    main_title: { title: '线索 30 分钟未联系', desc: '张伟 · 陈女士' },
    emphasis_content: { title: '30 分钟', desc: '已超过首联时限' },
    sub_title_text: '请安排同事跟进，或点开改派。',
    jump_list: [{ type: 1, title: '打开线索', url }],
    card_action: { type: 1, url },
  };
}

export function newsCard(url: string): CardBody {
  return {
    card_type: 'news_notice',
    source: { desc: '车聊 · 周报' },
    main_title: { title: '本周线索 128 条', desc: '接单率 96%' },
    card_image: { url: `${url}/weekly.png`, aspect_ratio: 1.8 },
    vertical_content_list: [{ title: '最快首联：王强', desc: '平均 2 分 40 秒' }],
    card_action: { type: 1, url },
  };
}
