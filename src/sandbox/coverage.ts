/** What of the platform is played, how faithfully, and which codes come by themselves. */
export interface CoverageEntry {
  readonly area: 'API' | 'Page' | 'Callback';
  /** A path, or the event's name. */
  readonly path: string;
  readonly level: 'simulated' | 'partly' | 'not';
  readonly notes: string;
  /** Codes the sandbox answers of its own accord; every other one can be provoked with a fault. */
  readonly codes: readonly number[];
}

const api = (
  path: string,
  level: CoverageEntry['level'],
  codes: readonly number[],
  notes: string,
): CoverageEntry => ({ area: 'API', path: `/cgi-bin/${path}`, level, notes, codes });
const event = (path: string, level: CoverageEntry['level'], notes: string): CoverageEntry => ({
  area: 'Callback',
  path,
  level,
  notes,
  codes: [],
});

/** Codes every API with a token may answer. */
export const COMMON_CODES = [40014, 41001, 42001, 43001, 43002, 45009] as const;

/** `docs/platform-coverage.md` is written from this table; the paths are held to the routes by a test. */
export const COVERAGE: readonly CoverageEntry[] = [
  api(
    'gettoken',
    'simulated',
    [40001, 40013, 41002, 41004, 45009],
    'One token per secret, the same until it expires (7,200 s) or is revoked. 10 wrong secrets an hour ban the address for an hour (the platform does not publish its figure).',
  ),
  api('getcallbackip', 'simulated', [], 'Answers 127.0.0.1.'),
  api(
    'message/send',
    'partly',
    [
      40007, 40008, 40032, 40056, 41006, 41016, 41033, 42014, 42027, 42028, 42029, 42030, 42031, 42033, 42035,
      42036, 42037, 42038, 42039, 42040, 42041, 42042, 42043, 42044, 42045, 42046, 42047, 42049, 42050, 42051,
      43012, 44004, 45002, 45008, 45034, 81013, 82001, 82002, 82003, 90208, 301002,
    ],
    'text, markdown, textcard, news, image, voice, video, file, all five template cards with every field rule; mpnews loosely; miniprogram_notice is refused (no linked mini-program); no tags. Over 30 a minute or 1,000 an hour per member is dropped silently. Duplicate check window, id translation.',
  ),
  api(
    'message/update_template_card',
    'simulated',
    [40032, 40035, 40056, 40063, 42015, 60140, 82001, 301002],
    'response_code once within 72 h; only original recipients; button.replace_name or the whole card.',
  ),
  api('message/recall', 'simulated', [40058, 42052], 'Within 24 h, by the app that sent it.'),
  api(
    'user/get',
    'simulated',
    [41009, 60111],
    'No mobile, email or gender, as for apps made since 2022-06-20.',
  ),
  api('user/list', 'simulated', [60123], 'One level, without fetch_child.'),
  api('user/simplelist', 'simulated', [60123], ''),
  api('user/list_id', 'simulated', [40058, 48002], 'Only with the contact-sync secret.'),
  api('department/list', 'simulated', [60003], 'The department and all below it.'),
  api('department/simplelist', 'simulated', [60003], ''),
  api(
    'auth/getuserinfo',
    'partly',
    [40029, 42003, 42022],
    'Members only, no outsiders. A code works once within 5 minutes; with scope snsapi_privateinfo a user_ticket comes too.',
  ),
  api(
    'auth/getuserdetail',
    'partly',
    [40035, 40063, 60111],
    'A ticket works for 30 minutes. Nobody has consented to anything: private fields are there and empty. The code for a wrong ticket is our guess.',
  ),
  api('externalcontact/get_follow_user_list', 'simulated', [], 'Every active member.'),
  api(
    'externalcontact/list',
    'simulated',
    [41009, 60111, 84061],
    'A member without customers answers 84061.',
  ),
  api(
    'externalcontact/get',
    'partly',
    [40096, 84061],
    'With corp tags; no unionid or external profile; no paging.',
  ),
  api(
    'externalcontact/remark',
    'partly',
    [40063, 40096, 41009, 60111, 84061],
    'remark, description and mobiles are kept.',
  ),
  api(
    'externalcontact/send_welcome_msg',
    'partly',
    [40058, 40063, 41016, 41049, 41050, 41051, 45002, 45034],
    'Once within 20 s. Text and links are shown, other attachments only counted.',
  ),
  api(
    'externalcontact/add_contact_way',
    'partly',
    [40003, 40032, 40058, 40063],
    'No temporary sessions and no conclusions.',
  ),
  api('externalcontact/get_contact_way', 'simulated', [41037], ''),
  api('externalcontact/list_contact_way', 'simulated', [40058], ''),
  api(
    'externalcontact/update_contact_way',
    'partly',
    [40003, 40032, 40058, 40063, 41037],
    'user and party are overwritten whole; no temporary sessions and no conclusions.',
  ),
  api('externalcontact/del_contact_way', 'simulated', [41037], ''),
  api(
    'externalcontact/get_corp_tag_list',
    'partly',
    [],
    'Two fixed groups with three tags each; no times, no adding.',
  ),
  api(
    'externalcontact/mark_tag',
    'partly',
    [40063, 40068, 40096, 41009, 60111, 84061],
    'Shown by externalcontact/get; no limits of number.',
  ),
  api('get_jsapi_ticket', 'partly', [], 'A stable ticket; there is no JS-SDK to check signatures.'),
  api('ticket/get', 'partly', [91040], 'Same.'),
  api(
    'media/upload',
    'partly',
    [40008, 44001, 45001],
    'The id works for 3 days; the file itself is not kept.',
  ),
  api('user/create', 'not', [], 'Change the directory with `POST /_sandbox/members`.'),
  api('externalcontact/batch/get_by_user', 'not', [], ''),
  api('externalcontact/transfer_customer', 'not', [], ''),
  api('externalcontact/add_msg_template', 'not', [], ''),
  api('appchat/create', 'not', [], ''),
  api('oa/applyevent', 'not', [], ''),
  api('webhook/send', 'not', [], ''),
  {
    area: 'Page',
    path: '/connect/oauth2/authorize',
    level: 'simulated',
    notes:
      'On a phone the person is known; elsewhere a page asks. Trusted domains: the product and this machine.',
    codes: [],
  },
  {
    area: 'Page',
    path: '/wwlogin/sso/login',
    level: 'partly',
    notes: 'Choosing a name stands for scanning the QR code; no embedded panel.',
    codes: [],
  },
  event(
    'URL verification (GET)',
    'simulated',
    '1 s, status 200, exact bytes; probes with a wrong signature and a foreign corp id.',
  ),
  event('template_card_event', 'simulated', 'Fresh response_code with each press.'),
  event('template_card_menu_event', 'simulated', ''),
  event('text', 'simulated', 'MsgId is a 64-bit number.'),
  event('enter_agent', 'simulated', ''),
  event(
    'change_contact',
    'partly',
    'create_user, update_user, delete_user. The platform sends these to the contact-sync helper; here the app gets them.',
  ),
  event(
    'change_external_contact',
    'partly',
    'add_external_contact with WelcomeCode, edit_external_contact, del_external_contact, del_follow_user.',
  ),
  event(
    'passive reply',
    'partly',
    'Encrypted text replies to texts, enter_agent and menu presses are shown; passive card updates are ignored, as production is suspected to.',
  ),
  event('image, voice, location, click, view', 'not', ''),
  event('sys_approval_change, open_approval_change', 'not', ''),
];
